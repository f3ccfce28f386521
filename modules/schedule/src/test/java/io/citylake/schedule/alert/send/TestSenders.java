package io.citylake.schedule.alert.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.contract.alert.Channel;
import io.citylake.contract.alert.Channel.Robot;
import io.citylake.contract.alert.Channel.RobotKind;
import io.citylake.model.Secret;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said to a real web server, and what is made of its answer. */
class TestSenders {
  private static final Secret TOKEN = new Secret("t0ken");
  private static final Secret SECRET = new Secret("SECdemo0123");

  private LocalTarget target;

  @BeforeEach
  void start() throws IOException {
    target = new LocalTarget();
  }

  @AfterEach
  void stop() {
    target.close();
  }

  private Robot robot(RobotKind kind) {
    return new Robot(kind, target.address(""), TOKEN, kind == RobotKind.WECOM ? null : SECRET);
  }

  private static SendFailure.Kind kindOf(Throwable failure) {
    return ((SendFailure) failure).kind();
  }

  @Test
  void aWebhookGetsEveryEventByIdAndASignature() throws Exception {
    Channel.Webhook webhook =
        new Channel.Webhook(target.address("/hook"), TOKEN, new Secret("demo"));
    assertThat(Messages.send(webhook, Messages.of(3))).isEqualTo("taken");
    LocalTarget.Asked asked = target.asked().get(0);
    assertThat(asked.path()).isEqualTo("/hook");
    assertThat(asked.headers().getFirst("Authorization")).isEqualTo("Bearer t0ken");
    assertThat(asked.headers().getFirst("CityLake-Message-Id")).isEqualTo("m1");
    assertThat(asked.headers().getFirst("CityLake-Timestamp")).isEqualTo("1767225600");
    assertThat(asked.headers().getFirst("CityLake-Signature"))
        .isEqualTo(Signatures.webhook(1767225600, asked.body(), new Secret("demo")));
    JsonNode json = new ObjectMapper().readTree(asked.body());
    assertThat(json.get("id").asText()).isEqualTo("m1");
    assertThat(json.get("events").findValuesAsText("id")).containsExactly("a0-1", "a1-1", "a2-1");
    assertThat(json.get("events").findValuesAsText("event"))
        .containsExactly("raised", "recovered", "raised");
  }

  @Test
  void dingTalkGetsATextAndASignInItsAddress() throws Exception {
    target.answers(200, "{\"errcode\":0,\"errmsg\":\"ok\"}");
    assertThat(Messages.send(robot(RobotKind.DINGTALK), Messages.of(1))).startsWith("taken");
    assertThat(target.asked().get(0).path())
        .isEqualTo(
            "/robot/send?access_token=t0ken&timestamp=1767225600000"
                + "&sign=B%2Bhzcn3858fgcdVaOCYvRhwPDChPaAlzJS%2B7R1GVixo%3D");
    assertThat(target.asked().get(0).body())
        .contains("\"msgtype\":\"text\"", "【告警】错误 失败 water.level0 2026-01-01", "[a0-1]");
  }

  @Test
  void feishuGetsASignInItsBody() throws Exception {
    target.answers(200, "{\"code\":0,\"msg\":\"success\",\"data\":{}}");
    Messages.send(robot(RobotKind.FEISHU), Messages.of(1));
    LocalTarget.Asked asked = target.asked().get(0);
    assertThat(asked.path()).isEqualTo("/open-apis/bot/v2/hook/t0ken");
    JsonNode json = new ObjectMapper().readTree(asked.body());
    assertThat(json.get("timestamp").asText()).isEqualTo("1767225600");
    assertThat(json.get("sign").asText()).isEqualTo(Signatures.feishu(1767225600, SECRET));
    assertThat(json.get("content").get("text").asText()).contains("water.level0");
  }

  @Test
  void weComGetsNoMoreThanItTakes() throws Exception {
    target.answers(200, "{\"errcode\":0,\"errmsg\":\"ok\"}");
    Messages.send(robot(RobotKind.WECOM), Messages.of(200));
    LocalTarget.Asked asked = target.asked().get(0);
    assertThat(asked.path()).isEqualTo("/cgi-bin/webhook/send?key=t0ken");
    String text = new ObjectMapper().readTree(asked.body()).get("text").get("content").asText();
    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(2048);
    // What matters most is there, and that there is more.
    assertThat(text).contains("[a7-1]", "另有 1", "见 citylake alert ls", "消息 m1");
  }

  /** A table or file may be called so, and would ring everybody in the group. */
  @Test
  void aNameCallsNobody() throws Exception {
    target.answers(200, "{\"errcode\":0,\"code\":0}");
    for (RobotKind kind : RobotKind.values()) {
      Messages.send(robot(kind), Messages.naming("a<at user_id=\"all\"></at> <@all>"));
    }
    assertThat(target.asked())
        .hasSize(3)
        .allSatisfy(
            asked ->
                assertThat(asked.body())
                    .contains("a＜at user_id=", "＜@all＞")
                    .doesNotContain("<", "mentioned", "isAtAll"));
  }

  /** They answer 200 to what they refuse: a success that is said of a failure. */
  @Test
  void aRobotThatRefusesHasNotTakenIt() {
    target.answers(200, "{\"errcode\":310000,\"errmsg\":\"sign not match t0ken\"}");
    assertThatThrownBy(() -> Messages.send(robot(RobotKind.DINGTALK), Messages.of(1)))
        .hasMessageContaining("localhost refused it")
        .hasMessageContaining("310000")
        .hasMessageNotContaining("t0ken")
        .extracting(TestSenders::kindOf)
        .isEqualTo(SendFailure.Kind.REFUSED);
    target.answers(200, "{\"errcode\":45009,\"errmsg\":\"api freq out of limit\"}");
    assertThatThrownBy(() -> Messages.send(robot(RobotKind.WECOM), Messages.of(1)))
        .extracting(TestSenders::kindOf)
        .isEqualTo(SendFailure.Kind.UNREACHABLE);
    target.answers(200, "<html>welcome</html>");
    assertThatThrownBy(() -> Messages.send(robot(RobotKind.FEISHU), Messages.of(1)))
        .hasMessageContaining("answered without 'code'");
  }

  @Test
  void noRedirectIsFollowed() {
    Channel.Webhook webhook = new Channel.Webhook(target.address("/hook"), null, null);
    for (int status : List.of(301, 302, 307, 308)) {
      target.answers(status, "");
      assertThatThrownBy(() -> Messages.send(webhook, Messages.of(1)))
          .hasMessage("localhost answered " + status)
          .extracting(TestSenders::kindOf)
          .isEqualTo(SendFailure.Kind.REFUSED);
    }
    assertThat(target.asked()).extracting(LocalTarget.Asked::path).containsOnly("/hook");
  }

  @Test
  void aServerInTroubleIsAskedAgainAndOneThatRefusesIsNot() {
    Channel.Webhook webhook = new Channel.Webhook(target.address("/hook"), null, null);
    target.answers(503, "busy 110101199003078515");
    assertThatThrownBy(() -> Messages.send(webhook, Messages.of(1)))
        .hasMessage("localhost answered 503: busy 11**************15")
        .extracting(TestSenders::kindOf)
        .isEqualTo(SendFailure.Kind.UNREACHABLE);
    target.answers(401, "");
    assertThatThrownBy(() -> Messages.send(webhook, Messages.of(1)))
        .extracting(TestSenders::kindOf)
        .isEqualTo(SendFailure.Kind.REFUSED);
  }

  /** An answer without an end costs no memory. */
  @Test
  void onlyTheBeginningOfAnAnswerIsRead() throws Exception {
    target.answers(200, "x".repeat(5_000_000));
    WebTarget web = new WebTarget(new TargetGuard(Messages.HERE));
    assertThat(web.post(target.address("/hook"), "{}", Map.of())).hasSize(4096);
    Channel.Webhook webhook = new Channel.Webhook(target.address("/hook"), null, null);
    assertThat(Messages.send(webhook, Messages.of(1))).hasSizeLessThan(300);
  }

  @Test
  void whoIsAwayIsUnreachable() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0)) {
      port = gone.getLocalPort();
    }
    Channel.Webhook webhook =
        new Channel.Webhook(URI.create("http://localhost:" + port + "/secret-path"), null, null);
    assertThatThrownBy(() -> Messages.send(webhook, Messages.of(1)))
        .hasMessageStartingWith("cannot reach localhost: ")
        .hasMessageNotContaining("secret-path")
        .extracting(TestSenders::kindOf)
        .isEqualTo(SendFailure.Kind.UNREACHABLE);
  }

  @Test
  void noOtherHostIsSentTo() {
    Channel.Webhook webhook =
        new Channel.Webhook(URI.create("https://elsewhere.example/x"), null, null);
    assertThatThrownBy(() -> Messages.send(webhook, Messages.of(1)))
        .hasMessage("host elsewhere.example is not one of alert-hosts")
        .extracting(TestSenders::kindOf)
        .isEqualTo(SendFailure.Kind.FORBIDDEN);
  }
}
