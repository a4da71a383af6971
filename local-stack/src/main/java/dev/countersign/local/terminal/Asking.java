package dev.countersign.local.terminal;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import dev.countersign.local.launch.Addresses;
import dev.countersign.local.trust.Person;
import java.io.BufferedReader;
import java.io.Console;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Asks something in a conversation and decides, as one person at a terminal, on the calls that come of it. */
public final class Asking {

    /** The answer came: ANSWERED. */
    public static final int ANSWERED = 0;

    /** The answer came: STEP_LIMIT or FAILED; or none came in time. */
    public static final int FAILED = 1;

    /** The answer came: NOT_APPROVED. */
    public static final int NOT_APPROVED = 3;

    private static final Duration PAUSE = Duration.ofMillis(150);

    private final String bootstrapServers;
    private final Person person;
    private final Deciding deciding;
    private final PrintStream out;

    private Asking(String bootstrapServers, Person person, Deciding deciding, PrintStream out) {
        this.bootstrapServers = bootstrapServers;
        this.person = person;
        this.deciding = deciding;
        this.out = out;
    }

    public static Asking at(Addresses addresses, Person person, InputStream in, PrintStream out) {
        return new Asking(addresses.bootstrapServers(), person, deciding(addresses, person, in, out), out);
    }

    static Deciding deciding(Addresses addresses, Person person, InputStream in, PrintStream out) {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, Charset.defaultCharset()));
        return new Deciding(
                new ApprovalClient(addresses.approvalUrl(), person.token()),
                new Question(lines, out, isTyped(in)),
                out);
    }

    private static boolean isTyped(InputStream in) {
        return in == System.in
                && Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent();
    }

    /** Returns the exit status of the command. */
    public int ask(String text, AskOptions options) {
        ConversationId id = options.conversationId();
        PromptId promptId = new PromptId("p-" + UUID.randomUUID());
        try (Conversation conversation =
                Conversation.ask(bootstrapServers, id, promptId, options.prompt(text, id, promptId, person.name()))) {
            return follow(conversation, options.timeout());
        }
    }

    private int follow(Conversation conversation, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() - end < 0) {
            Optional<Answer> answer = conversation.answerWithin(PAUSE);
            if (answer.isPresent()) {
                return print(answer.get());
            }
            for (PendingTurn turn : deciding.open(conversation.id())) {
                deciding.decide(turn, deciding.ask(turn) == Question.Said.YES);
            }
        }
        out.printf("No answer within %d s; the conversation is %s.%n", timeout.toSeconds(), conversation.id());
        return FAILED;
    }

    private int print(Answer answer) {
        out.println();
        return switch (answer.status()) {
            case ANSWERED -> {
                answer.calls().forEach(call -> out.println(Printable.finished(call)));
                out.println(Printable.text(answer.text()));
                yield ANSWERED;
            }
            case NOT_APPROVED -> {
                out.println(Printable.text(answer.text()));
                yield NOT_APPROVED;
            }
            case STEP_LIMIT, FAILED -> {
                out.printf("%s: %s%n", answer.status(), Printable.text(answer.text()));
                yield FAILED;
            }
        };
    }
}
