package io.citylake.schedule.alert.send;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server on loopback that answers each recipient as it was told. */
final class LocalMailServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Map<String, String> answers;
  private final List<String> taken = new CopyOnWriteArrayList<>();

  /**
   * @param answers by recipient, 250 for the others; to {@code AUTH}, without which it has none
   */
  LocalMailServer(Map<String, String> answers) throws IOException {
    this.answers = answers;
    socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "local-mail-server");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Who has got a mail. */
  List<String> taken() {
    return taken;
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        talk(client);
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void talk(Socket client) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
    List<String> to = new CopyOnWriteArrayList<>();
    say(client, "220 here");
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String verb = line.toUpperCase(Locale.ROOT);
      if (verb.startsWith("RCPT TO:")) {
        String address = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
        String answer = answers.getOrDefault(address, "250 ok");
        if (answer.startsWith("250")) {
          to.add(address);
        }
        say(client, answer);
      } else if (verb.startsWith("EHLO") && answers.containsKey("AUTH")) {
        say(client, "250-here\r\n250 AUTH PLAIN");
      } else if (verb.startsWith("AUTH")) {
        say(client, answers.getOrDefault("AUTH", "503 no"));
      } else if (verb.equals("DATA")) {
        say(client, "354 go on");
        for (String text = lines.readLine(); !".".equals(text); text = lines.readLine()) {
          // What it says is looked at elsewhere.
        }
        taken.addAll(to);
        say(client, "250 taken");
      } else if (verb.equals("QUIT")) {
        say(client, "221 bye");
        return;
      } else {
        say(client, "250 ok");
      }
    }
  }

  private static void say(Socket client, String line) throws IOException {
    client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
