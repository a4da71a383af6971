package dev.countersign.local.launch;

import dev.countersign.local.process.ChildProcess;
import java.util.function.Supplier;

/**
 * Something that {@code up} keeps running.
 *
 * @param process the process that stands for it now
 * @param restart starts it again and waits until it is ready
 */
record Component(String name, Supplier<ChildProcess> process, Runnable restart) {

    static Component of(ServiceProcess service) {
        return new Component(service.instance(), service::process, service::restart);
    }
}
