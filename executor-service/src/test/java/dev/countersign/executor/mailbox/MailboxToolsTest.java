package dev.countersign.executor.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.util.ServerSetup;
import dev.countersign.contract.id.CallKey;
import dev.countersign.executor.tool.IdempotencyKey;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxToolsTest {

    private static final IdempotencyKey KEY = new IdempotencyKey(CallKey.parse("c-1/call_0"));

    @RegisterExtension
    static final GreenMailExtension SMTP =
            new GreenMailExtension(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @TempDir
    Path dir;

    @Test
    void shouldCountTwiceTheDays() throws Exception {
        assertThat(folder().countEmails(5)).isEqualTo(10);
        assertThat(folder().countEmails(Integer.MAX_VALUE)).isEqualTo(4294967294L);
        assertThatThrownBy(() -> folder().countEmails(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldPutAMailIntoTheFolder() throws Exception {
        String said = folder().sendEmail("What's up homie – ¿qué tal?", "sally@gmail.com", KEY);

        assertThat(said).isEqualTo("sent to sally@gmail.com");
        MimeMessage mail = onlyMail();
        assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly("sally@gmail.com");
        assertThat(mail.getContent().toString().strip()).isEqualTo("What's up homie – ¿qué tal?");
        assertThat(mail.getMessageID()).endsWith("@countersign>");
    }

    @Test
    void shouldDeliverOverSmtpWhereAServerIsSet() throws Exception {
        smtp().sendEmail("hello", "sally@gmail.com", KEY);

        assertThat(SMTP.getReceivedMessages()).hasSize(1);
        MimeMessage mail = SMTP.getReceivedMessages()[0];
        assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly("sally@gmail.com");
        assertThat(mail.getContent().toString().strip()).isEqualTo("hello");
        assertThat(mails()).isEmpty();
    }

    @Test
    void shouldKeepHeadersOutOfReachOfTheMessage() throws Exception {
        String message = "x\r\nBcc: eve@example.com\r\n\r\n.\r\nRCPT TO:<eve@example.com>";

        smtp().sendEmail(message, "sally@gmail.com", KEY);

        assertThat(SMTP.getReceivedMessages()).hasSize(1);
        MimeMessage mail = SMTP.getReceivedMessages()[0];
        assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly("sally@gmail.com");
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getContent().toString().strip()).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sally",
                "@gmail.com",
                "sally@",
                "sally@gmail.com, eve@example.com",
                "sally@gmail.com\r\nBcc: eve@example.com",
                "sally@gmail.com\n",
                "Sally <sally@gmail.com>",
                "\"a b\"@gmail.com",
                "sally@gmail..com",
                "sälly@gmail.com",
                "sally@[127.0.0.1]",
                "sally@-gmail.com"
            })
    void shouldRefuseWhatIsNotOneAddress(String recipient) throws IOException {
        assertThatThrownBy(() -> folder().sendEmail("hello", recipient, KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("recipient is one email address");
        assertThat(mails()).isEmpty();
    }

    @Test
    void shouldWaitWhileTheHoldFileIsThere() throws Exception {
        Path hold = Files.createFile(dir.resolve("hold"));
        MailboxTools tools = new MailboxTools(new Config(dir, Optional.of(hold), Optional.empty(), 25));

        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(tools), Thread::startVirtualThread);
        assertThatThrownBy(() -> sent.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(mails()).isEmpty();
        Files.delete(hold);

        sent.get(10, TimeUnit.SECONDS);
        assertThat(mails()).hasSize(1);
    }

    private MailboxTools folder() {
        return new MailboxTools(new Config(dir, Optional.empty(), Optional.empty(), 25));
    }

    private MailboxTools smtp() {
        return new MailboxTools(new Config(
                dir, Optional.empty(), Optional.of("127.0.0.1"), SMTP.getSmtp().getPort()));
    }

    private static void send(MailboxTools tools) {
        try {
            tools.sendEmail("hello", "sally@gmail.com", KEY);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Path> mails() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(file -> file.toString().endsWith(".eml")).toList();
        }
    }

    private MimeMessage onlyMail() throws Exception {
        assertThat(mails()).hasSize(1);
        try (InputStream in = Files.newInputStream(mails().getFirst())) {
            return new MimeMessage(Session.getInstance(new Properties()), in);
        }
    }

    private record Config(Path dir, Optional<Path> holdFile, Optional<String> host, int port) implements MailboxConfig {

        @Override
        public String from() {
            return "countersign@localhost";
        }

        @Override
        public Smtp smtp() {
            return new Server(host, port);
        }
    }

    private record Server(Optional<String> host, int port) implements MailboxConfig.Smtp {

        @Override
        public boolean startTls() {
            return false;
        }

        @Override
        public Optional<String> user() {
            return Optional.empty();
        }

        @Override
        public Optional<String> password() {
            return Optional.empty();
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(5);
        }
    }
}
