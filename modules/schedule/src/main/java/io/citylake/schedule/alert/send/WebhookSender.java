package io.citylake.schedule.alert.send;

import io.citylake.contract.alert.Channel.Webhook;
import io.citylake.contract.alert.Receiver;
import io.citylake.model.Secret;
import io.citylake.schedule.alert.store.Message;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON to a program of one's own, with the message's id and, where there is a secret, signed. */
final class WebhookSender implements MessageSender {
  private final WebTarget target;
  private final Clock clock;

  WebhookSender(WebTarget target, Clock clock) {
    this.target = target;
    this.clock = clock;
  }

  @Override
  public String send(Receiver receiver, Message message) throws SendFailure {
    Webhook channel = (Webhook) receiver.channel();
    String body = MessageJson.webhook(message, receiver.language());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("CityLake-Message-Id", message.id());
    Secret token = channel.token();
    if (token != null) {
      headers.put("Authorization", "Bearer " + token.reveal());
    }
    Secret secret = channel.secret();
    if (secret != null) {
      long seconds = clock.instant().getEpochSecond();
      headers.put("CityLake-Timestamp", String.valueOf(seconds));
      headers.put("CityLake-Signature", Signatures.webhook(seconds, body, secret));
    }
    return "taken" + WebTarget.said(target.post(channel.url(), body, headers));
  }
}
