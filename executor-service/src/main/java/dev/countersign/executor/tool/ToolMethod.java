package dev.countersign.executor.tool;

import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.json.ArgumentsSchema;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import dev.countersign.executor.ledger.RunPolicy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * A tool that this executor can run: a bean's method and what the catalogue says of it.
 *
 * @param digest of the entry
 * @param schema of the arguments, ready to check
 * @param concurrency how many may run at once here
 */
public record ToolMethod(
        CatalogEntry entry, Digest digest, ArgumentsSchema schema, int concurrency, Object bean, Method method) {

    public ToolMethod {
        if (concurrency < 1) {
            throw new IllegalArgumentException("countersign.tools." + entry.name() + ".concurrency is at least 1");
        }
        method.setAccessible(true);
    }

    /** How it may be run. */
    public RunPolicy policy() {
        return new RunPolicy(entry.timeout(), entry.retries() + 1);
    }

    /**
     * Runs it.
     *
     * @return what the tool returned, within {@link dev.countersign.contract.event.ToolResult#MAX_OUTPUT_BYTES}
     * @throws Exception whatever the tool throws, or {@link IllegalArgumentException} where an argument does not fit
     */
    public CanonicalJson run(CanonicalJson arguments, CallKey call) throws Exception {
        Object[] values = ToolArguments.map(method, arguments, new IdempotencyKey(call));
        try {
            return ToolOutput.of(method.invoke(bean, values));
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case Exception thrown -> throw thrown;
                case Error error -> throw error;
                case null, default -> throw e;
            }
        }
    }
}
