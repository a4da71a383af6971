package dev.countersign.deploy.image;

import java.util.ArrayList;
import java.util.List;

/** One instruction of a Containerfile, its continued lines joined. */
record Instruction(String name, String arguments) {

    static List<Instruction> parse(String file) {
        List<Instruction> instructions = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : file.lines().toList()) {
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            open.append(line.strip());
            if (line.endsWith("\\")) {
                open.setLength(open.length() - 1);
            } else {
                instructions.add(of(open.toString()));
                open.setLength(0);
            }
        }
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("ends in the middle of an instruction: " + open);
        }
        return instructions;
    }

    private static Instruction of(String line) {
        String[] words = line.split("\\s+", 2);
        if (words.length != 2) {
            throw new IllegalArgumentException("an instruction without arguments: " + line);
        }
        return new Instruction(words[0], words[1]);
    }

    boolean is(String other) {
        return name.equals(other);
    }

    List<String> words() {
        return List.of(arguments.split("\\s+"));
    }

    boolean hasExecForm() {
        return arguments.startsWith("[") && arguments.endsWith("]");
    }
}
