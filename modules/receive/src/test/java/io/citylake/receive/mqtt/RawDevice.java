package io.citylake.receive.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A device that sends bytes, right ones and others, and hears packets. */
final class RawDevice implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final int version;

  /** What came: the first byte of its head, and what follows its length. */
  @SuppressWarnings("ArrayRecordComponent") // tests look at single bytes
  record Packet(int head, byte[] body) {
    int type() {
      return head >> 4;
    }

    /** Of a PUBACK. */
    int number() {
      return (body[0] & 0xFF) << 8 | body[1] & 0xFF;
    }

    int at(int index) {
      return body[index] & 0xFF;
    }
  }

  /**
   * @param version 4 for MQTT 3.1.1, or 5
   */
  RawDevice(int port, int version) throws IOException {
    this(new Socket("127.0.0.1", port), version);
  }

  RawDevice(Socket socket, int version) throws IOException {
    this.socket = socket;
    this.socket.setSoTimeout(PATIENCE_MILLIS);
    this.socket.setTcpNoDelay(true);
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
    this.version = version;
  }

  /** One that has logged in. */
  static RawDevice of(int port, int version, String client, String user, String password)
      throws IOException {
    RawDevice device = new RawDevice(port, version);
    device.send(device.connect(client, user, password, 0));
    Packet answer = device.read();
    if (answer.type() != 2 || answer.at(1) != 0) {
      throw new IOException("not let in: " + answer.at(1));
    }
    return device;
  }

  byte[] connect(String client, String user, String password, int keepAlive) {
    return connect(client, user, password, keepAlive, null, null);
  }

  byte[] connect(
      String client, String user, String password, int keepAlive, String will, String last) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    put(body, "MQTT".getBytes(StandardCharsets.UTF_8));
    body.write(version);
    body.write(0xC2 | (will == null ? 0 : 0x0C));
    body.write(keepAlive >> 8);
    body.write(keepAlive);
    properties(body);
    put(body, client.getBytes(StandardCharsets.UTF_8));
    if (will != null) {
      properties(body);
      put(body, will.getBytes(StandardCharsets.UTF_8));
      put(body, last.getBytes(StandardCharsets.UTF_8));
    }
    put(body, user.getBytes(StandardCharsets.UTF_8));
    put(body, password.getBytes(StandardCharsets.UTF_8));
    return packet(0x10, body.toByteArray());
  }

  /** By a certificate, or nothing. */
  byte[] connect(String client) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    put(body, "MQTT".getBytes(StandardCharsets.UTF_8));
    body.write(version);
    body.write(2);
    body.write(0);
    body.write(0);
    properties(body);
    put(body, client.getBytes(StandardCharsets.UTF_8));
    return packet(0x10, body.toByteArray());
  }

  private void properties(ByteArrayOutputStream body) {
    if (version == 5) {
      body.write(0);
    }
  }

  private static void put(ByteArrayOutputStream out, byte[] bytes) {
    out.write(bytes.length >> 8);
    out.write(bytes.length);
    out.writeBytes(bytes);
  }

  /**
   * @param number 0 for QoS 0
   */
  byte[] publish(String topic, int number, String payload) {
    return publish(
        topic.getBytes(StandardCharsets.UTF_8), number == 0 ? 0x30 : 0x32, number, payload);
  }

  byte[] publish(byte[] topic, int head, int number, String payload) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    put(body, topic);
    if (number != 0) {
      body.write(number >> 8);
      body.write(number);
    }
    properties(body);
    body.writeBytes(payload.getBytes(StandardCharsets.UTF_8));
    return packet(head, body.toByteArray());
  }

  static byte[] ping() {
    return new byte[] {(byte) 0xC0, 0};
  }

  static byte[] packet(int head, byte[] body) {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(head);
    int left = body.length;
    do {
      packet.write(left % 128 | (left >= 128 ? 0x80 : 0));
      left /= 128;
    } while (left > 0);
    packet.writeBytes(body);
    return packet.toByteArray();
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /**
   * @throws IOException where the server has hung up, or says nothing for long
   */
  Packet read() throws IOException {
    int head = in.readUnsignedByte();
    int length = 0;
    int shift = 0;
    int part;
    do {
      part = in.readUnsignedByte();
      length |= (part & 0x7F) << shift;
      shift += 7;
    } while (part >= 0x80);
    byte[] body = new byte[length];
    in.readFully(body);
    return new Packet(head, body);
  }

  /** Whether the server hangs up, with nothing said before but packets of a type; -1 for none. */
  boolean isHungUp(int type) throws IOException {
    try {
      while (true) {
        Packet packet = read();
        if (packet.type() != type) {
          return false;
        }
      }
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Without a word. */
  @Override
  public void close() throws IOException {
    if (!socket.isClosed()) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
