package io.citylake.schedule.alert.send;

import io.citylake.contract.alert.Channel.Mail;
import io.citylake.contract.alert.Channel.MailSecurity;
import io.citylake.contract.alert.Receiver;
import io.citylake.model.Secret;
import io.citylake.schedule.alert.store.Message;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * Mail by SMTP; the message's id is the mail's {@code Message-ID} too, so that a second is seen.
 */
final class MailSender implements MessageSender {
  private static final int LONGEST = 100_000;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** How a server answers a login that it may take later, such as 454 (RFC 4954, 6). */
  private static final Pattern FOR_NOW = Pattern.compile("4\\d\\d\\b");

  private final TargetGuard guard;

  MailSender(TargetGuard guard) {
    this.guard = guard;
  }

  @Override
  public String send(Receiver receiver, Message message) throws SendFailure {
    Mail mail = (Mail) receiver.channel();
    guard.require(mail.host());
    Session session = Session.getInstance(properties(mail));
    Secret password = mail.password();
    try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp")) {
      MimeMessage mime = mime(session, mail, message, receiver);
      transport.connect(
          mail.host(), mail.port(), mail.user(), password == null ? null : password.reveal());
      transport.sendMessage(mime, mime.getAllRecipients());
      return "taken" + WebTarget.said(String.valueOf(transport.getLastServerResponse()));
    } catch (SendFailedException e) {
      return takenBySome(mail, e);
    } catch (AuthenticationFailedException e) {
      throw failure(
          FOR_NOW.matcher(String.valueOf(e.getMessage())).lookingAt()
              ? SendFailure.Kind.UNREACHABLE
              : SendFailure.Kind.REFUSED,
          mail,
          e);
    } catch (MessagingException e) {
      throw failure(SendFailure.Kind.UNREACHABLE, mail, e);
    }
  }

  /** Whoever has it needs no second, so the rest is named. */
  private static String takenBySome(Mail mail, SendFailedException e) throws SendFailure {
    Address[] sent = e.getValidSentAddresses();
    if (sent == null || sent.length == 0) {
      throw failure(isForNow(e) ? SendFailure.Kind.UNREACHABLE : SendFailure.Kind.REFUSED, mail, e);
    }
    List<String> without = new ArrayList<>(mail.to());
    for (Address address : sent) {
      without.remove(((InternetAddress) address).getAddress());
    }
    Exception why = e.getNextException() == null ? e : e.getNextException();
    return "taken, but not for "
        + String.join(", ", without)
        + WebTarget.said(String.valueOf(why.getMessage()));
  }

  /** Whether the server may take it later (RFC 5321, 4.2.1: 4yz), for one recipient at least. */
  private static boolean isForNow(MessagingException failure) {
    for (Exception e = failure; e instanceof MessagingException next; e = next.getNextException()) {
      int code =
          next instanceof SMTPAddressFailedException address
              ? address.getReturnCode()
              : next instanceof SMTPSendFailedException send ? send.getReturnCode() : 0;
      if (code / 100 == 4) {
        return true;
      }
    }
    return false;
  }

  private static SendFailure failure(SendFailure.Kind kind, Mail mail, MessagingException e) {
    return new SendFailure(
        kind,
        "cannot send by %s: %s%s"
            .formatted(
                mail.host(),
                e.getClass().getSimpleName(),
                WebTarget.said(String.valueOf(e.getMessage()))));
  }

  private static MimeMessage mime(Session session, Mail mail, Message message, Receiver receiver)
      throws MessagingException {
    MessageText text = new MessageText(message, receiver.language());
    MimeMessage mime =
        new MimeMessage(session) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + message.id() + "@citylake>");
          }
        };
    mime.setFrom(new InternetAddress(mail.from()));
    Address[] to = new Address[mail.to().size()];
    for (int i = 0; i < to.length; i++) {
      to[i] = new InternetAddress(mail.to().get(i));
    }
    mime.setRecipients(jakarta.mail.Message.RecipientType.TO, to);
    mime.setSubject(text.subject(), StandardCharsets.UTF_8.name());
    mime.setText(text.body(LONGEST), StandardCharsets.UTF_8.name());
    mime.setHeader("CityLake-Message-Id", message.id());
    mime.setSentDate(Date.from(message.composed()));
    return mime;
  }

  private static Properties properties(Mail mail) {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.connectiontimeout", String.valueOf(CONNECT.toMillis()));
    properties.setProperty("mail.smtp.timeout", String.valueOf(PATIENCE.toMillis()));
    properties.setProperty("mail.smtp.writetimeout", String.valueOf(PATIENCE.toMillis()));
    // One address that is gone keeps the alert from nobody else.
    properties.setProperty("mail.smtp.sendpartial", "true");
    properties.setProperty("mail.smtp.auth", String.valueOf(mail.user() != null));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    boolean startTls = mail.security() == MailSecurity.STARTTLS;
    properties.setProperty("mail.smtp.starttls.enable", String.valueOf(startTls));
    properties.setProperty("mail.smtp.starttls.required", String.valueOf(startTls));
    properties.setProperty(
        "mail.smtp.ssl.enable", String.valueOf(mail.security() == MailSecurity.TLS));
    return properties;
  }
}
