package dev.countersign.approval.policy;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Checks a policy file, as the gate would when it reads it: {@code ./countersign policy check FILE}. */
public final class PolicyCheck {

    private static final int GOOD = 0;
    private static final int BAD = 1;
    private static final int MISUSED = 2;

    private static final String USAGE = """
            Usage: ./countersign policy check FILE

            Prints how many rules the policy has and its version, or each problem as FILE:LINE:COLUMN: message.
            Exit status: 0 the gate takes the file, 1 it does not, 2 the command is not understood.
            """;

    private PolicyCheck() {}

    public static void main(String[] words) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(words), out, err));
    }

    static int run(List<String> words, PrintStream out, PrintStream err) {
        if (words.equals(List.of("--help")) || words.equals(List.of("-h"))) {
            out.print(USAGE);
            return GOOD;
        }
        if (words.size() != 1 || words.getFirst().startsWith("-")) {
            err.print(USAGE);
            return MISUSED;
        }
        return check(words.getFirst(), out);
    }

    private static int check(String file, PrintStream out) {
        try {
            Policy policy = PolicyFile.load(Path.of(file));
            int rules = policy.rules().size();
            out.println(file + ": " + rules + (rules == 1 ? " rule" : " rules") + ", version " + policy.version());
            return GOOD;
        } catch (PolicyFileException e) {
            e.problems().forEach(problem -> out.println(file + ":" + problem));
        } catch (InvalidPathException e) {
            out.println(file + ":1:1: this is no path of a file");
        }
        return BAD;
    }
}
