package dev.countersign.local.terminal;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.event.Prompt;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Asks something in a conversation and decides, as one person at a terminal, on the calls that come of it. */
public final class Asking {

    /** The answer came: ANSWERED. */
    public static final int ANSWERED = 0;

    /** The answer came: STEP_LIMIT or FAILED; or none came in time. */
    public static final int FAILED = 1;

    /** The answer came: NOT_APPROVED. */
    public static final int NOT_APPROVED = 3;

    private static final Duration PAUSE = Duration.ofMillis(150);

    private final TerminalSession session;
    private final Deciding deciding;
    private final PrintStream out;

    public Asking(TerminalSession session) {
        this.session = session;
        this.deciding = new Deciding(session);
        this.out = session.out();
    }

    /** Returns the exit status of the command. */
    public int ask(String text, AskOptions options) throws IOException {
        ConversationId id = options.conversationId();
        PromptId promptId = new PromptId("p-" + UUID.randomUUID());
        String bootstrapServers = session.addresses().bootstrapServers();
        Prompt prompt = options.prompt(text, id, promptId, session.person().name());
        PromptSender sender = options.bare() ? new BarePrompts(bootstrapServers) : new ProvenPrompts(session.service());
        try (Conversation conversation = Conversation.ask(bootstrapServers, prompt, sender)) {
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
                deciding.decide(turn, deciding.ask(turn, surprises(turn)) == Question.Said.YES);
            }
        }
        out.printf("No answer within %d s; the conversation is %s.%n", timeout.toSeconds(), conversation.id());
        return FAILED;
    }

    /** Who asked knows the rest. */
    private String surprises(PendingTurn turn) {
        return turn.calls().stream()
                .flatMap(call -> Card.surprises(call, session.times()).stream())
                .collect(Collectors.joining("\n\n"));
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
