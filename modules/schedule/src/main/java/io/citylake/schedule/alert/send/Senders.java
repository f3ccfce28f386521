package io.citylake.schedule.alert.send;

import io.citylake.contract.alert.Channel;
import io.citylake.contract.alert.Receiver;
import io.citylake.contract.alert.TargetHost;
import java.time.Clock;
import java.util.List;

/** What reaches each kind of receiver. Any number of threads may use it. */
public final class Senders {
  private final MessageSender webhook;
  private final MessageSender robot;
  private final MessageSender mail;

  /**
   * @param hosts that may be sent to
   * @param clock of signatures
   */
  public Senders(List<TargetHost> hosts, Clock clock) {
    TargetGuard guard = new TargetGuard(hosts);
    WebTarget target = new WebTarget(guard);
    this.webhook = new WebhookSender(target, clock);
    this.robot = new RobotSender(target, clock);
    this.mail = new MailSender(guard);
  }

  public MessageSender of(Receiver receiver) {
    Channel channel = receiver.channel();
    if (channel instanceof Channel.Webhook) {
      return webhook;
    }
    return channel instanceof Channel.Robot ? robot : mail;
  }
}
