package dev.countersign.local.model;

import java.nio.file.Path;
import java.util.Optional;

/** The offline model's own process: {@code ModelMain PORT [HOLD_FILE]}. */
public final class ModelMain {

    private ModelMain() {}

    public static void main(String[] arguments) {
        Optional<Path> hold = arguments.length > 1 ? Optional.of(Path.of(arguments[1])) : Optional.empty();
        OfflineModel model = OfflineModel.start(Integer.parseInt(arguments[0]), hold);
        System.out.printf(
                "%s: an offline rule-based stand-in for a language model, on %s%n", OfflineModel.NAME, model.baseUrl());
    }
}
