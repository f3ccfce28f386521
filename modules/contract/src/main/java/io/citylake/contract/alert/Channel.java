package io.citylake.contract.alert;

import io.citylake.model.Secret;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a receiver is reached. What lets one write to it is a {@link Secret}. */
public sealed interface Channel {
  /** The host that is connected to. */
  String host();

  /** Whether what is said to it can be read on the way. */
  boolean isClear();

  /**
   * JSON by POST to an address of one's own.
   *
   * @param token sent as {@code Authorization: Bearer}; null for none
   * @param secret signs each body; null for none
   */
  record Webhook(URI url, @Nullable Secret token, @Nullable Secret secret) implements Channel {
    @Override
    public String host() {
      return url.getHost();
    }

    @Override
    public boolean isClear() {
      return url.getScheme().equals("http");
    }

    /** Without the path, in which some services hide their key. */
    @Override
    public String toString() {
      return "webhook " + url.getHost();
    }
  }

  /** How mail is protected on its way. */
  enum MailSecurity {
    /** TLS from the first byte. */
    TLS,
    /** TLS after a greeting; without it nothing is sent. */
    STARTTLS,
    NONE
  }

  /**
   * Mail by SMTP.
   *
   * @param user and password null where the server asks for none
   */
  record Mail(
      String host,
      int port,
      MailSecurity security,
      @Nullable String user,
      @Nullable Secret password,
      String from,
      List<String> to)
      implements Channel {
    public Mail {
      to = List.copyOf(to);
    }

    @Override
    public boolean isClear() {
      return security == MailSecurity.NONE;
    }
  }

  /** The robot services. */
  enum RobotKind {
    DINGTALK,
    WECOM,
    FEISHU
  }

  /**
   * A robot of a chat group.
   *
   * @param server of the service, without a path
   * @param token that names the robot; a key of WeCom's
   * @param secret by which messages are signed; null where the robot asks for none
   */
  record Robot(RobotKind kind, URI server, Secret token, @Nullable Secret secret)
      implements Channel {
    @Override
    public String host() {
      return server.getHost();
    }

    @Override
    public boolean isClear() {
      return server.getScheme().equals("http");
    }
  }
}
