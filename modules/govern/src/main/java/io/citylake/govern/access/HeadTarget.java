package io.citylake.govern.access;

import io.citylake.govern.state.StateFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where heads go, so that they are kept by somebody else too. */
interface HeadTarget {
  /** How long one sending may take. */
  Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * Sends one head.
   *
   * @param line JSON without line feeds
   * @throws IOException where it didn't arrive
   */
  void send(String line, Instant at) throws IOException;

  /** As the setting names it; a file by its whole path. */
  static HeadTarget of(String target) {
    if (target.startsWith("file:")) {
      return new OfFile(Path.of(target.substring("file:".length())));
    }
    URI uri = URI.create(target);
    return target.startsWith("syslog:")
        ? new OfSyslog(uri.getHost(), uri.getPort())
        : new OfHttp(uri);
  }

  /** A line of a file. */
  record OfFile(Path file) implements HeadTarget {
    @Override
    public void send(String line, Instant at) throws IOException {
      try (FileChannel channel = StateFile.openPrivate(file)) {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
    }
  }

  /**
   * A message of syslog (RFC 5424), counted as over TCP (RFC 6587, 3.4.1). A connection for each:
   * one that is kept takes what is written to a dead server for sent.
   */
  record OfSyslog(String host, int port) implements HeadTarget {
    /** Facility 13, log audit; severity 6, informational. */
    private static final int PRIORITY = 13 * 8 + 6;

    @Override
    public void send(String line, Instant at) throws IOException {
      byte[] message =
          "<%d>1 %s %s citylake %d access-head - %s"
              .formatted(
                  PRIORITY,
                  at.truncatedTo(ChronoUnit.MILLIS),
                  InetAddress.getLocalHost().getHostName(),
                  ProcessHandle.current().pid(),
                  line)
              .getBytes(StandardCharsets.UTF_8);
      try (Socket socket = new Socket()) {
        int millis = Math.toIntExact(PATIENCE.toMillis());
        socket.connect(new InetSocketAddress(host, port), millis);
        socket.setSoTimeout(millis);
        OutputStream out = socket.getOutputStream();
        out.write((message.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.write(message);
        out.flush();
      }
    }
  }

  /** The body of a POST. */
  record OfHttp(URI uri) implements HeadTarget {
    private static final HttpClient CLIENT =
        HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    @Override
    public void send(String line, Instant at) throws IOException {
      try {
        HttpResponse<Void> answer =
            CLIENT.send(
                HttpRequest.newBuilder(uri)
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(line))
                    .build(),
                HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() / 100 != 2) {
          throw new IOException("it answers " + answer.statusCode());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }
}
