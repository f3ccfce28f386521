package io.citylake.schedule.alert.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.citylake.contract.alert.Channel.Mail;
import io.citylake.contract.alert.Channel.MailSecurity;
import io.citylake.model.Secret;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mail to a real server. */
class TestMailSender {
  private GreenMail server;

  @BeforeEach
  void start() {
    ServerSetup setup = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
    server = new GreenMail(setup);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private Mail mail(MailSecurity security, @Nullable String user, @Nullable String password) {
    return new Mail(
        "127.0.0.1",
        server.getSmtp().getPort(),
        security,
        user,
        password == null ? null : new Secret(password),
        "lake@city.example",
        List.of("duty@city.example", "chief@city.example"));
  }

  @Test
  void getsToEverybodyWithTheMessagesId() throws Exception {
    assertThat(Messages.send(mail(MailSecurity.NONE, null, null), Messages.of(3)))
        .startsWith("taken: 250");
    MimeMessage[] received = server.getReceivedMessages();
    assertThat(received).hasSize(2);
    assertThat(received[0].getMessageID()).isEqualTo("<m1@citylake>");
    assertThat(received[0].getHeader("CityLake-Message-Id")).containsExactly("m1");
    assertThat(received[0].getSubject()).isEqualTo("CityLake: 2 条告警，1 条恢复");
    assertThat(received[0].getContent().toString())
        .contains("【告警】错误 失败 water.level0 2026-01-01：失败：没有该文件（责任部门 水务局）")
        .contains("【恢复】", "[a0-1]", "[a1-1]", "[a2-1]");
  }

  @Test
  void logsInWhereItIsToldAndPrintsNoPassword() throws Exception {
    server.setUser("lake@city.example", "lake", "s3cret");
    server.getManagers().getUserManager().setAuthRequired(true);
    assertThat(Messages.send(mail(MailSecurity.NONE, "lake", "s3cret"), Messages.of(1)))
        .startsWith("taken");
    assertThatThrownBy(
            () -> Messages.send(mail(MailSecurity.NONE, "lake", "wr0ng"), Messages.of(1)))
        .hasMessageNotContaining("wr0ng")
        .extracting(e -> ((SendFailure) e).kind())
        .isEqualTo(SendFailure.Kind.REFUSED);
    assertThat(server.getReceivedMessages()).hasSize(2);
  }

  /** A server without TLS gets nothing where TLS was asked for. */
  @Test
  void saysNothingInTheClear() {
    for (MailSecurity security : List.of(MailSecurity.STARTTLS, MailSecurity.TLS)) {
      assertThatThrownBy(() -> Messages.send(mail(security, null, null), Messages.of(1)))
          .hasMessageStartingWith("cannot send by 127.0.0.1: ");
    }
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void aServerThatIsAwayIsAskedAgain() {
    Mail gone = mail(MailSecurity.NONE, null, null);
    server.stop();
    assertThatThrownBy(() -> Messages.send(gone, Messages.of(1)))
        .extracting(e -> ((SendFailure) e).kind())
        .isEqualTo(SendFailure.Kind.UNREACHABLE);
  }

  private static Mail mail(LocalMailServer server) {
    return new Mail(
        "127.0.0.1",
        server.port(),
        MailSecurity.NONE,
        null,
        null,
        "lake@city.example",
        List.of("duty@city.example", "gone@city.example"));
  }

  /** Somebody's address that is gone keeps the alert from nobody else. */
  @Test
  void getsToThoseWhoAreThereAndNamesTheOthers() throws Exception {
    try (LocalMailServer server =
        new LocalMailServer(Map.of("gone@city.example", "550 no such user"))) {
      assertThat(Messages.send(mail(server), Messages.of(1)))
          .startsWith("taken, but not for gone@city.example: 550 no such user");
      assertThat(server.taken()).containsExactly("duty@city.example");
    }
  }

  @Test
  void whatIsRefusedForNowIsSentAgain() throws Exception {
    Map<String, SendFailure.Kind> kinds =
        Map.of(
            "451 try later", SendFailure.Kind.UNREACHABLE,
            "550 no such user", SendFailure.Kind.REFUSED);
    for (Map.Entry<String, SendFailure.Kind> each : kinds.entrySet()) {
      Map<String, String> answers =
          Map.of("duty@city.example", each.getKey(), "gone@city.example", "550 no such user");
      try (LocalMailServer server = new LocalMailServer(answers)) {
        assertThatThrownBy(() -> Messages.send(mail(server), Messages.of(1)))
            .as(each.getKey())
            .extracting(e -> ((SendFailure) e).kind())
            .isEqualTo(each.getValue());
        assertThat(server.taken()).isEmpty();
      }
    }
  }

  @Test
  void aLoginThatIsRefusedForNowIsTriedAgain() throws Exception {
    Map<String, SendFailure.Kind> kinds =
        Map.of(
            "454 4.7.0 Temporary authentication failure", SendFailure.Kind.UNREACHABLE,
            "535 5.7.8 Authentication credentials invalid", SendFailure.Kind.REFUSED);
    for (Map.Entry<String, SendFailure.Kind> each : kinds.entrySet()) {
      try (LocalMailServer server = new LocalMailServer(Map.of("AUTH", each.getKey()))) {
        Mail mail =
            new Mail(
                "127.0.0.1",
                server.port(),
                MailSecurity.NONE,
                "lake",
                new Secret("s3cret"),
                "lake@city.example",
                List.of("duty@city.example"));
        assertThatThrownBy(() -> Messages.send(mail, Messages.of(1)))
            .as(each.getKey())
            .hasMessageContaining(each.getKey())
            .extracting(e -> ((SendFailure) e).kind())
            .isEqualTo(each.getValue());
      }
    }
  }

  /** What a name says is no header of the mail, and no line that looks like ours. */
  @Test
  void aNameMakesNoHeader() throws Exception {
    Messages.send(
        mail(MailSecurity.NONE, null, null),
        Messages.naming("x\r\nBcc: all@city.example\r\n\r\n[RECOVERED]"));
    MimeMessage received = server.getReceivedMessages()[0];
    assertThat(received.getHeader("Bcc")).isNull();
    assertThat(received.getSubject()).endsWith("x Bcc: all@city.example [RECOVERED] 2026-01-01");
    assertThat(received.getContent().toString().lines()).hasSize(3);
  }
}
