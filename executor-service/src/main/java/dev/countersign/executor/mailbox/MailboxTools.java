package dev.countersign.executor.mailbox;

import dev.countersign.executor.tool.IdempotencyKey;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Clock;

/** Two tools over a small mailbox. */
@ApplicationScoped
public class MailboxTools {

    private final Mailbox mailbox;
    private final HoldFile hold;

    public MailboxTools(MailboxConfig config) {
        this.mailbox = Mailbox.of(config, Clock.systemUTC());
        this.hold = new HoldFile(config.holdFile());
    }

    @Tool(
            name = "count_emails",
            value = "Counts the emails of the last days. A stand-in without an inbox: it returns twice the days.")
    public long countEmails(@P(name = "last_n_days", value = "how many days back to count, 0 or more") long lastDays)
            throws InterruptedException {
        if (lastDays < 0) {
            throw new IllegalArgumentException("last_n_days is 0 or more");
        }
        hold.await();
        return Math.multiplyExact(2, lastDays);
    }

    @Tool(name = "send_email", value = "Sends an email with the message as its text to one recipient.")
    public String sendEmail(
            @P(name = "message", value = "the text of the email") String message,
            @P(name = "recipient", value = "one email address, such as sally@example.com") String recipient,
            IdempotencyKey key)
            throws InterruptedException, MessagingException, IOException {
        Recipient to = Recipient.parse(recipient);
        hold.await();
        mailbox.deliver(new Mail(key.toString(), to, message));
        return "sent to " + to;
    }
}
