package dev.countersign.local;

import dev.countersign.local.launch.ForeignExecutor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an executor that somebody else runs. */
final class ForeignExecutorReader implements ITypeConverter<ForeignExecutor> {

    @Override
    public ForeignExecutor convert(String text) {
        try {
            return ForeignExecutor.parse(text);
        } catch (IllegalArgumentException broken) {
            throw new TypeConversionException(broken.getMessage());
        }
    }
}
