package dev.countersign.approval.inbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Bytes in memory, deflated where that pays: a read model holds a month of calls, each with all it was asked with. */
final class PackedText {
    private static final int WORTHWHILE_BYTES = 512;

    private final byte[] packed;
    private final boolean deflated;
    private final int length;

    private PackedText(byte[] packed, boolean deflated, int length) {
        this.packed = packed;
        this.deflated = deflated;
        this.length = length;
    }

    static PackedText of(byte[] bytes) {
        if (bytes.length < WORTHWHILE_BYTES) {
            return new PackedText(bytes.clone(), false, bytes.length);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return new PackedText(out.toByteArray(), true, bytes.length);
    }

    /** Unpacked, in bytes. */
    int length() {
        return length;
    }

    byte[] bytes() {
        if (!deflated) {
            return packed.clone();
        }
        try (InflaterInputStream inflater = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return inflater.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("what was deflated here can be inflated", e);
        }
    }
}
