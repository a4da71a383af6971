package dev.countersign.deploy.kubernetes;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a manifest says and Kubernetes does not know. The model takes an unknown field without a word, into
 * {@code additionalProperties}, and an empty list element as null.
 */
final class StrictWalk {

    private static final String MODEL = "io.fabric8.kubernetes.api.model";

    private final List<String> faults = new ArrayList<>();

    private StrictWalk() {}

    /** What is wrong, by path. */
    static List<String> faults(Object manifest) {
        StrictWalk walk = new StrictWalk();
        walk.visit(manifest.getClass().getSimpleName(), manifest);
        return List.copyOf(walk.faults);
    }

    private void visit(String path, @Nullable Object value) {
        switch (value) {
            case null -> {}
            case Collection<?> elements -> visitElements(path, elements);
            case Map<?, ?> entries -> entries.forEach((key, each) -> visit(path + "." + key, each));
            case Object model when model.getClass().getName().startsWith(MODEL) -> visitFields(path, model);
            case Object _ -> {}
        }
    }

    private void visitElements(String path, Collection<?> elements) {
        int index = 0;
        for (Object element : elements) {
            String here = "%s[%d]".formatted(path, index++);
            if (element == null) {
                faults.add(here + " is empty");
            }
            visit(here, element);
        }
    }

    private void visitFields(String path, Object model) {
        for (Class<?> type = model.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    visitField(path, model, field);
                }
            }
        }
    }

    private void visitField(String path, Object model, Field field) {
        field.setAccessible(true);
        Object value;
        try {
            value = field.get(model);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
        if (field.getName().equals("additionalProperties") && value instanceof Map<?, ?> unknown) {
            unknown.keySet().forEach(name -> faults.add("%s.%s is not known".formatted(path, name)));
        } else {
            visit(path + "." + field.getName(), value);
        }
    }
}
