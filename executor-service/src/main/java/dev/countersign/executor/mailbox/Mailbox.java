package dev.countersign.executor.mailbox;

import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/** Delivers mails: over SMTP where a server is set, else as {@code .eml} files in a folder, each there whole or not. */
final class Mailbox {

    private static final String SUBJECT = "Message from Countersign";
    private static final DateTimeFormatter FILE_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS").withZone(ZoneOffset.UTC);

    private final Session session;
    private final InternetAddress from;
    private final Optional<Path> folder;
    private final Clock clock;

    private Mailbox(Session session, InternetAddress from, Optional<Path> folder, Clock clock) {
        this.session = session;
        this.from = from;
        this.folder = folder;
        this.clock = clock;
    }

    static Mailbox of(MailboxConfig config, Clock clock) {
        try {
            return new Mailbox(
                    session(config.smtp()),
                    new InternetAddress(config.from(), true),
                    config.smtp().host().isPresent() ? Optional.empty() : Optional.of(config.dir()),
                    clock);
        } catch (MessagingException e) {
            throw new IllegalArgumentException("countersign.mailbox.from is no mail address", e);
        }
    }

    void deliver(Mail mail) throws MessagingException, IOException {
        MimeMessage message = compose(mail);
        if (folder.isPresent()) {
            put(message, folder.get());
        } else {
            Transport.send(message);
        }
    }

    private MimeMessage compose(Mail mail) throws MessagingException {
        String id = "<" + UUID.nameUUIDFromBytes(mail.call().getBytes(StandardCharsets.UTF_8)) + "@countersign>";
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id);
            }
        };
        message.setFrom(from);
        message.setRecipient(
                Message.RecipientType.TO, new InternetAddress(mail.recipient().address(), true));
        message.setSubject(SUBJECT, StandardCharsets.UTF_8.name());
        message.setText(mail.message(), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(clock.instant()));
        message.saveChanges();
        return message;
    }

    /** Written aside, forced to disk and then renamed: a reader of the folder never sees half a mail. */
    private void put(MimeMessage message, Path into) throws MessagingException, IOException {
        Files.createDirectories(into);
        String name = FILE_NAME.format(clock.instant()) + "-" + UUID.randomUUID();
        Path aside = into.resolve("." + name + ".part");
        try {
            try (FileChannel channel =
                            FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel)) {
                message.writeTo(out);
                out.flush();
                channel.force(true);
            }
            Files.move(aside, into.resolve(name + ".eml"), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    private static Session session(MailboxConfig.Smtp smtp) {
        Properties properties = new Properties();
        String timeout = Long.toString(smtp.timeout().toMillis());
        properties.put("mail.smtp.host", smtp.host().orElse("localhost"));
        properties.put("mail.smtp.port", Integer.toString(smtp.port()));
        properties.put("mail.smtp.connectiontimeout", timeout);
        properties.put("mail.smtp.timeout", timeout);
        properties.put("mail.smtp.writetimeout", timeout);
        properties.put("mail.smtp.starttls.enable", Boolean.toString(smtp.startTls()));
        properties.put("mail.smtp.starttls.required", Boolean.toString(smtp.startTls()));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.auth", Boolean.toString(smtp.user().isPresent()));
        return Session.getInstance(
                properties,
                smtp.user().map(user -> login(user, smtp.password())).orElse(null));
    }

    private static Authenticator login(String user, Optional<String> password) {
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(user, password.orElse(""));
            }
        };
    }
}
