package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.topic.Topic;
import dev.countersign.e2e.DecisionTable.Cell;
import dev.countersign.e2e.DecisionTable.State;
import dev.countersign.e2e.DecisionTable.Teller;
import dev.countersign.e2e.DecisionTable.Word;
import dev.countersign.local.TerminalInProcess;
import dev.countersign.local.launch.ServiceKind;
import dev.countersign.local.trust.PrivateFiles;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every word of every caller on a call in every state, given at the terminal: exit status and sentence are those of the
 * answer that the table has over HTTP, and the log says afterwards what the table says.
 */
class TerminalTableIT {
    private static final Duration BOUND = Duration.ofSeconds(120);
    private static final int AT_ONCE = 8;
    private static final int REFUSED = 4;

    private static final String POLICY = """
            version: 1
            rules:
              - name: forbidden
                tool: count_emails
                when: arguments.last_n_days < 100
                deny:
                  message: nobody counts so few
              - name: short
                tool: count_emails
                when: arguments.last_n_days < 200
                hold:
                  groups: [mail]
                  requesterMustDiffer: true
                  expiry: 1s
              - name: mail
                tool: count_emails
                hold:
                  groups: [mail]
                  requesterMustDiffer: true
            """;
    private static final String PEOPLE = """
            [{"name": "bob", "roles": ["approver"], "groups": ["mail"], "token": "token-of-bob-the-approver"},
             {"name": "dora", "roles": ["approver"], "groups": [], "token": "token-of-dora-the-approver"},
             {"name": "erin", "roles": ["approver"], "groups": ["mail"], "token": "token-of-erin-the-approver"},
             {"name": "alice", "roles": ["approver"], "groups": ["mail"], "token": "token-of-alice-the-approver"},
             {"name": "carol", "roles": ["viewer"], "groups": [], "token": "token-of-carol-the-viewer"},
             {"name": "root", "roles": ["admin"], "groups": [], "token": "token-of-root-the-admin"}]
            """;
    /** Whom only the terminal knows. */
    private static final String STRANGER =
            "[{\"name\": \"nobody\", \"roles\": [\"admin\"], \"groups\": [], \"token\": \"token-of-nobody-at-all\"}]";

    @TempDir
    private static Path folder;

    private static Stack stack;
    private static TerminalInProcess terminal;
    private static ExecutorService threads;

    @BeforeAll
    static void start() throws IOException {
        stack = Stack.start(config -> {
            write(config.data().peopleFile(), PEOPLE);
            write(config.data().policyFile(), POLICY);
            // On a machine that is busy the gate may take longer than people would wait.
            return config.withExtra(ServiceKind.APPROVAL, Map.of("COUNTERSIGN_DECISION_WAIT", "PT15S"));
        });
        write(folder.resolve("people.json"), STRANGER);
        write(folder.resolve("arguments.json"), "{\"last_n_days\": 2000}");
        Files.copy(stack.services().data().root().resolve("stack.json"), folder.resolve("stack.json"));
        terminal = TerminalInProcess.open();
        threads = Executors.newFixedThreadPool(AT_ONCE);
    }

    @AfterAll
    static void stop() throws Exception {
        threads.shutdownNow();
        terminal.close();
        stack.close();
    }

    @Test
    void shouldAnswerEveryoneAsTheTableSays() throws Exception {
        Map<Cell, String> table = DecisionTable.read();
        List<Cell> cells = Cell.all();
        assertThat(table.keySet()).containsExactlyInAnyOrderElementsOf(cells);
        List<Cell> known =
                cells.stream().filter(cell -> cell.state() != State.UNKNOWN).toList();
        forEach(known.stream().filter(cell -> cell.teller() == Teller.ANONYMOUS).toList(), TerminalTableIT::ask);
        forEach(known, cell -> standing(cell, before(cell.state())));
        // What is approved is to stay so, and not to run.
        stack.executor().kill();
        forEach(known, TerminalTableIT::bringIntoState);
        CallsOnLog before = CallsOnLog.read(stack.bootstrapServers());

        Map<Cell, String> answers = new ConcurrentHashMap<>();
        forEach(cells, cell -> answers.put(cell, answer(cell, say(cell.word(), cell.teller(), cell), table.get(cell))));

        CallsOnLog after = CallsOnLog.read(stack.bootstrapServers());
        answers.replaceAll((cell, answer) -> (answer + " " + news(cell, before, after)).strip());
        assertThat(cells)
                .filteredOn(cell -> !answers.get(cell).equals(expected(cell, table.get(cell))))
                .as("cells in which the terminal does not say what the table does")
                .extracting(cell -> cell + ": " + answers.get(cell) + ", not " + expected(cell, table.get(cell)))
                .isEmpty();
    }

    @Test
    void shouldSendNothingForSomebodyWhomItDoesNotKnow() {
        TerminalInProcess.Output output =
                terminal.run("claim", "table/call_0", "--as", "nobody", "--data", stackFolder());

        assertThat(output.status()).as(output.toString()).isEqualTo(1);
        assertThat(output.err()).contains("nobody is called 'nobody'; there are bob, dora, erin, alice, carol, root");
    }

    /** All calls for one word and state, of one message of the model. */
    private static void ask(Cell first) {
        String calls = Arrays.stream(Teller.values())
                .map(teller ->
                        "call count_emails {\"last_n_days\":%d}".formatted(days(first.state()) + teller.ordinal()))
                .collect(Collectors.joining("\n"));
        HttpResponse<String> asked = stack.person(Teller.REQUESTER.person())
                .post(
                        "/api/prompts",
                        "{\"prompt\":%s,\"conversationId\":\"%s\",\"gate\":\"call\",\"onRejection\":\"continue\"}"
                                .formatted(Json.text(calls), first.conversation()));
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
    }

    private static int days(State state) {
        return switch (state) {
            case DENIED -> 0;
            case EXPIRED -> 100;
            case PENDING, CLAIMED, APPROVED, LOST, REJECTED, ANSWERED, WITHDRAWN, UNKNOWN -> 1000;
        };
    }

    private static String before(State state) {
        return switch (state) {
            case EXPIRED, DENIED -> state.name();
            case PENDING, CLAIMED, APPROVED, LOST, REJECTED, ANSWERED, WITHDRAWN, UNKNOWN -> "PENDING";
        };
    }

    private static void bringIntoState(Cell cell) {
        switch (cell.state()) {
            case CLAIMED -> brought(cell, Word.CLAIM, Teller.APPROVER);
            case APPROVED -> brought(cell, Word.APPROVE, Teller.APPROVER, "APPROVED");
            case LOST -> {
                brought(cell, Word.APPROVE, Teller.APPROVER, "APPROVED");
                lose(cell);
                standing(cell, "UNKNOWN");
            }
            case REJECTED -> brought(cell, Word.REJECT, Teller.APPROVER);
            case ANSWERED -> brought(cell, Word.RESPOND, Teller.APPROVER);
            case WITHDRAWN -> brought(cell, Word.WITHDRAW, Teller.REQUESTER);
            case PENDING, EXPIRED, DENIED, UNKNOWN -> {}
        }
    }

    private static void brought(Cell cell, Word word, Teller teller) {
        brought(cell, word, teller, cell.state().name());
    }

    private static void brought(Cell cell, Word word, Teller teller, String status) {
        TerminalInProcess.Output output = say(word, teller, cell);
        assertThat(output.status()).as(cell + ": " + output).isZero();
        standing(cell, status);
    }

    /** As an executor reports that has found it started. */
    private static void lose(Cell cell) {
        JsonNode card = stack.person(Teller.APPROVER.person()).awaitCard(cell.conversation(), cell.call());
        stack.produce(
                Topic.TOOL_RESULTS.topicName(),
                cell.conversation(),
                "{\"callId\":\"%s\",\"conversationId\":\"%s\",\"turn\":%s,\"tool\":\"count_emails\",\"status\":\"UNKNOWN\","
                                .formatted(cell.call(), cell.conversation(), card.path("turn"))
                        + "\"error\":\"it may have run\",\"finishedAt\":\"2026-11-24T12:00:00Z\",\"attempt\":1,\"late\":false,"
                        + "\"executor\":\"executor-service\"}");
    }

    private static void standing(Cell cell, String status) {
        Person person = stack.person(Teller.APPROVER.person());
        Await.until(cell + " is " + status, BOUND, () -> {
            String card =
                    person.get(Person.path(cell.conversation(), cell.call())).body();
            return Optional.of(card).filter(any -> Json.member(any, "status").equals(status));
        });
    }

    private static TerminalInProcess.Output say(Word word, Teller teller, Cell cell) {
        String call = cell.conversation() + "/" + cell.call();
        List<String> words = new ArrayList<>(
                switch (word) {
                    case APPROVE -> List.of("decide", call, "approve", "--yes");
                    case EDIT -> List.of("decide", call, "edit", "--yes", "--arguments", edited());
                    case REJECT -> List.of("decide", call, "reject", "--yes");
                    case RESPOND -> List.of("decide", call, "respond", "--yes", "--answer", "She was told");
                    case CLAIM -> List.of("claim", call);
                    case COMMENT -> List.of("comment", call, "Ask her first");
                    case WITHDRAW -> List.of("withdraw", call);
                    case SETTLE -> List.of("settle", call, "failed", "--reason", "It never went out", "--yes");
                });
        words.addAll(List.of("--as", teller.person()));
        words.addAll(List.of("--data", teller == Teller.ANONYMOUS ? folder.toString() : stackFolder()));
        return terminal.run(words.toArray(String[]::new));
    }

    /** What the table has for such a command: one that decides looks first, and finds nothing where nothing is. */
    private static String expected(Cell cell, String answer) {
        boolean looksInVain = cell.state() == State.UNKNOWN && cell.word().shows();
        return looksInVain && cell.teller() != Teller.ANONYMOUS ? "404 not-found" : answer;
    }

    /** What was answered, in the words of the table where it is what is expected. */
    private static String answer(Cell cell, TerminalInProcess.Output output, String row) {
        String expected = expected(cell, row);
        if (output.status() == 0 && output.err().isEmpty()) {
            return "200";
        }
        boolean asExpected = output.status() == REFUSED
                && !expected.startsWith("200")
                && Pattern.compile(sentence(cell, expected))
                        .matcher(output.err())
                        .find();
        return asExpected ? expected : "exit " + output.status() + " with " + output.err();
    }

    private static String sentence(Cell cell, String answer) {
        return switch (answer) {
            case "401" -> "^The bearer token is nobody's\\. people\\.json may have changed";
            case "403 not-entitled" ->
                "(other groups|whoever asked and admins|None of your roles).*\\. Act as somebody who may, with --as NAME";
            case "403 own-request" -> "somebody else than whoever asked\\. Somebody else has to decide\\.";
            case "404 not-found" ->
                cell.word().shows() ? "^there is no call " + cell.conversation() : "^no such call\\. What there is: ";
            case "409 expired" -> "is decided already: EXPIRED at .*\\. It did not run; the model has to be asked";
            case "409 not-unknown" -> "(waits for people|may still report|did not run)\\. Look at it as it is now: ";
            case "409 claimed" -> cell.call() + ": bob looks at it since .*\\. A claim lapses after 15 minutes";
            case "409 already-decided" ->
                "is decided already: " + decided(cell.state()) + " at .*\\. Look at it as it is now: ";
            default -> throw new IllegalArgumentException(cell + ": " + answer);
        };
    }

    private static String decided(State state) {
        return switch (state) {
            case APPROVED, REJECTED, ANSWERED -> state + " by bob";
            case LOST -> "APPROVED by bob";
            case WITHDRAWN -> state + " by alice";
            case DENIED -> "DENIED by policy";
            case PENDING, CLAIMED, EXPIRED, UNKNOWN -> throw new IllegalArgumentException(state + " is not decided");
        };
    }

    private static String news(Cell cell, CallsOnLog before, CallsOnLog after) {
        return after.since(before, cell.conversation(), cell.call()).stream()
                .map(entry -> entry.replace(cell.teller().person(), "self"))
                .collect(Collectors.joining(", "));
    }

    private static String stackFolder() {
        return stack.services().data().root().toString();
    }

    private static String edited() {
        return folder.resolve("arguments.json").toString();
    }

    private static void forEach(List<Cell> cells, Consumer<Cell> action) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (Cell cell : cells) {
            running.add(threads.submit(() -> action.accept(cell)));
        }
        for (Future<?> each : running) {
            each.get();
        }
    }

    private static void write(Path file, String text) {
        PrivateFiles.createDirectory(file.getParent());
        PrivateFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
