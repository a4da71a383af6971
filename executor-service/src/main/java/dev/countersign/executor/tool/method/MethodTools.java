package dev.countersign.executor.tool.method;

import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.tool.IdempotencyKey;
import dev.countersign.executor.tool.PassingFailureException;
import dev.countersign.executor.tool.ToolBody;
import dev.countersign.executor.tool.ToolOffer;
import dev.countersign.executor.tool.ToolOutput;
import dev.countersign.executor.tool.ToolSource;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Java methods that carry {@link Tool}. They are always there. */
public record MethodTools(Collection<Owner> owners) implements ToolSource {

    /**
     * An object with such methods.
     *
     * @param type where the methods are declared; the object may be a proxy of it
     */
    public record Owner(Object bean, Class<?> type) {

        private Stream<Method> methods() {
            return Stream.of(type.getDeclaredMethods()).filter(method -> method.isAnnotationPresent(Tool.class));
        }
    }

    public MethodTools {
        owners = List.copyOf(owners);
    }

    @Override
    public String name() {
        return "Java methods";
    }

    @Override
    public void start(Consumer<Availability> listener) {
        listener.accept(new Availability.Present(owners.stream()
                .flatMap(owner -> owner.methods().map(method -> offer(owner, method)))
                .toList()));
    }

    @Override
    public void close() {}

    private static ToolOffer offer(Owner owner, Method method) {
        ToolSpecification specification = ToolSpecifications.toolSpecificationFrom(method);
        method.setAccessible(true);
        return new ToolOffer(
                new ToolName(specification.name()),
                Optional.ofNullable(specification.description()).orElse(""),
                MethodSchema.of(method, specification),
                Optional.empty(),
                Optional.of(owner.type().getName() + "." + method.getName()),
                invocation -> run(owner, method, invocation));
    }

    private static CanonicalJson run(Owner owner, Method method, ToolBody.Invocation invocation) throws Exception {
        Object[] values = MethodArguments.map(method, invocation.arguments(), new IdempotencyKey(invocation.call()));
        try {
            return output(method.invoke(owner.bean(), values));
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                // A network or a disk that may be back in a moment.
                case IOException broken -> throw passing(broken);
                case Exception thrown -> throw thrown;
                case Error error -> throw error;
                case null, default -> throw e;
            }
        }
    }

    /** It has run: what cannot be shown of it is no failure. */
    private static CanonicalJson output(@Nullable Object returned) {
        try {
            return ToolOutput.of(returned);
        } catch (IllegalArgumentException e) {
            return ToolOutput.withheld("a value that cannot be written as JSON");
        }
    }

    private static PassingFailureException passing(IOException broken) {
        String message = Optional.ofNullable(broken.getMessage())
                .orElse(broken.getClass().getSimpleName());
        return PassingFailureException.failed(message, Optional.empty());
    }
}
