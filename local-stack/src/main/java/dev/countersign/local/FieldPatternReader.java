package dev.countersign.local;

import dev.countersign.local.terminal.FieldPattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what a grant says of one member of the arguments. */
final class FieldPatternReader implements ITypeConverter<FieldPattern> {

    @Override
    public FieldPattern convert(String text) {
        try {
            return FieldPattern.parse(text);
        } catch (IllegalArgumentException broken) {
            throw new TypeConversionException(broken.getMessage());
        }
    }
}
