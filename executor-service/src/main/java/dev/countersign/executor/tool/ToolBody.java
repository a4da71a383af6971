package dev.countersign.executor.tool;

import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.json.CanonicalJson;
import java.time.Duration;

/** What runs when a tool is called. */
@FunctionalInterface
public interface ToolBody {

    /**
     * Runs one attempt, on a virtual thread that is interrupted at the deadline; what it reaches for is then to be
     * cancelled.
     *
     * @return what {@link ToolOutput} makes of the tool's answer
     * @throws PassingFailureException where trying again may help, or nobody can say whether it has run
     * @throws Exception where the tool has failed, and would again; the message goes to model and people
     */
    CanonicalJson run(Invocation invocation) throws Exception;

    /**
     * One attempt of one call.
     *
     * @param arguments what was approved; they fit the tool's schema
     * @param call whose attempt it is; the same for every attempt of a call, and so its idempotency key
     * @param remaining how long the attempt may take
     */
    record Invocation(CanonicalJson arguments, CallKey call, Duration remaining) {}
}
