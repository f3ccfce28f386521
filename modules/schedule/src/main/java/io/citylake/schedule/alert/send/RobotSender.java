package io.citylake.schedule.alert.send;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.contract.alert.Channel.Robot;
import io.citylake.contract.alert.Receiver;
import io.citylake.model.Secret;
import io.citylake.schedule.alert.store.Message;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Texts to a robot of a chat group. These answer 200 to what they don't take too: only their own
 * code of success counts.
 */
final class RobotSender implements MessageSender {
  /** Of DingTalk "too fast" and "busy", of WeCom "too often", of Feishu "too often". */
  private static final Set<Integer> LATER = Set.of(-1, 130101, 410100, 45009, 9499, 11232);

  private final WebTarget target;
  private final Clock clock;

  RobotSender(WebTarget target, Clock clock) {
    this.target = target;
    this.clock = clock;
  }

  @Override
  public String send(Receiver receiver, Message message) throws SendFailure {
    Robot robot = (Robot) receiver.channel();
    MessageText text = MessageText.forRobot(message, receiver.language());
    return switch (robot.kind()) {
      case DINGTALK -> dingTalk(robot, text);
      case WECOM -> weCom(robot, text);
      case FEISHU -> feishu(robot, text);
    };
  }

  private String dingTalk(Robot robot, MessageText text) throws SendFailure {
    StringBuilder address = new StringBuilder(robot.server().toString());
    address.append("/robot/send?access_token=").append(encoded(robot.token().reveal()));
    Secret secret = robot.secret();
    if (secret != null) {
      long now = clock.millis();
      address.append("&timestamp=").append(now);
      address.append("&sign=").append(encoded(Signatures.dingTalk(now, secret)));
    }
    ObjectNode body = MessageJson.object().put("msgtype", "text");
    // Of a request 20,000 bytes are taken.
    body.putObject("text").put("content", text.body(15_000));
    return post(robot, address.toString(), body, "errcode");
  }

  private String weCom(Robot robot, MessageText text) throws SendFailure {
    String address =
        robot.server() + "/cgi-bin/webhook/send?key=" + encoded(robot.token().reveal());
    ObjectNode body = MessageJson.object().put("msgtype", "text");
    // Of a text 2,048 bytes are taken.
    body.putObject("text").put("content", text.body(2_048));
    return post(robot, address, body, "errcode");
  }

  private String feishu(Robot robot, MessageText text) throws SendFailure {
    String address = robot.server() + "/open-apis/bot/v2/hook/" + encoded(robot.token().reveal());
    ObjectNode body = MessageJson.object();
    Secret secret = robot.secret();
    if (secret != null) {
      long now = clock.instant().getEpochSecond();
      body.put("timestamp", String.valueOf(now));
      body.put("sign", Signatures.feishu(now, secret));
    }
    body.put("msg_type", "text");
    // Of a request 20 KB are taken.
    body.putObject("content").put("text", text.body(15_000));
    return post(robot, address, body, "code");
  }

  private String post(Robot robot, String address, ObjectNode body, String key) throws SendFailure {
    String answer = target.post(URI.create(address), MessageJson.text(body), Map.of());
    Optional<JsonNode> code = MessageJson.parse(answer).map(each -> each.get(key));
    String said = WebTarget.said(answer.replace(robot.token().reveal(), "***"));
    if (code.isEmpty() || !code.get().isInt()) {
      throw new SendFailure(
          SendFailure.Kind.REFUSED,
          "%s answered without '%s'%s".formatted(robot.host(), key, said));
    }
    if (code.get().intValue() != 0) {
      throw new SendFailure(
          LATER.contains(code.get().intValue())
              ? SendFailure.Kind.UNREACHABLE
              : SendFailure.Kind.REFUSED,
          "%s refused it%s".formatted(robot.host(), said));
    }
    return "taken" + said;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
