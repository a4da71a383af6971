package dev.countersign.local.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A checkout whose three packaged services are {@link FakeService}s. */
final class FakeCheckout {

    private static final String CLASS_FILE = FakeService.class.getName().replace('.', '/') + ".class";

    private FakeCheckout() {}

    static Path create(Path dir) throws IOException {
        for (ServiceKind kind : ServiceKind.values()) {
            Path jar = kind.jar(dir);
            Files.createDirectories(jar.getParent());
            write(jar);
        }
        return dir;
    }

    private static void write(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream code = Objects.requireNonNull(
                        FakeService.class.getClassLoader().getResourceAsStream(CLASS_FILE))) {
            out.putNextEntry(new JarEntry(CLASS_FILE));
            code.transferTo(out);
        }
    }
}
