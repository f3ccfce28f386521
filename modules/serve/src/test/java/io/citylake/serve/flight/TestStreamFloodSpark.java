package io.citylake.serve.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.serve.ServeFixture;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * CVE-2023-44487 and CVE-2026-47244: what a client without an account does with HTTP/2 frames (RFC
 * 9113) that no gRPC client would send.
 */
class TestStreamFloodSpark {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int END_HEADERS = 4;
  private static final int PROTOCOL_ERROR = 1;
  private static final int REFUSED_STREAM = 7;
  private static final int CANCEL = 8;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int FLOOD = 1_000;

  /** What the server says of streams in one connection. */
  private record Told(int type, int code) {}

  @TempDir private Path home;
  private ServeFixture lake;

  @BeforeEach
  void open() {
    lake = ServeFixture.open(home);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void endsAConnectionThatResetsItsStreams() throws IOException {
    List<Told> told =
        flood(
            stream -> {
              ByteArrayOutputStream frames = new ByteArrayOutputStream();
              frames.writeBytes(headers(stream));
              frames.writeBytes(
                  frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array()));
              return frames.toByteArray();
            });
    assertThat(told).contains(new Told(GOAWAY, ENHANCE_YOUR_CALM));
  }

  @Test
  void refusesStreamsBeyondTheirNumberBeforeItsSettingsAreAcknowledged() throws IOException {
    List<Told> told = flood(TestStreamFloodSpark::headers);
    // Its refusals are resets too, of which there may not be many either: the end is never read.
    assertThat(told)
        .contains(new Told(RST_STREAM, REFUSED_STREAM))
        .doesNotContain(new Told(GOAWAY, PROTOCOL_ERROR));
  }

  private interface Frames {
    byte[] of(int stream);
  }

  /** Never acknowledges the server's settings; ends with an empty DATA of no stream, an error. */
  private List<Told> flood(Frames frames) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), lake.flight(Duration.ofSeconds(60)))) {
      socket.setSoTimeout(60_000);
      Thread writer = new Thread(() -> write(socket, frames), "flood");
      writer.start();
      List<Told> told = read(new DataInputStream(socket.getInputStream()));
      writer.interrupt();
      return told;
    }
  }

  private static void write(Socket socket, Frames frames) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.write(frame(SETTINGS, 0, 0, new byte[0]));
      for (int i = 0; i < FLOOD; i++) {
        out.write(frames.of(2 * i + 1));
      }
      out.write(frame(DATA, 0, 0, new byte[0]));
      out.flush();
    } catch (IOException e) {
      // The server has ended the connection, which is what the reader finds.
    }
  }

  private static List<Told> read(DataInputStream in) throws IOException {
    List<Told> told = new ArrayList<>();
    try {
      while (true) {
        int length = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        in.readUnsignedByte();
        in.readInt();
        ByteBuffer payload = ByteBuffer.wrap(in.readNBytes(length));
        if (type == RST_STREAM) {
          told.add(new Told(type, payload.getInt()));
        } else if (type == GOAWAY) {
          told.add(new Told(type, payload.getInt(4)));
        }
      }
    } catch (EOFException | SocketException e) {
      return told;
    }
  }

  /** A call of gRPC's, by HPACK's static table (RFC 7541, appendix A) and plain literals. */
  private static byte[] headers(int stream) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x83); // :method POST
    block.write(0x86); // :scheme http
    literal(block, 4, "/arrow.flight.protocol.FlightService/ListFlights"); // :path
    literal(block, 1, "localhost"); // :authority
    literal(block, 31, "application/grpc"); // content-type
    block.write(0x00);
    text(block, "te");
    text(block, "trailers");
    return frame(HEADERS, END_HEADERS, stream, block.toByteArray());
  }

  /** Without indexing; an index above 14 goes on in a second byte. */
  private static void literal(ByteArrayOutputStream block, int name, String value) {
    if (name < 15) {
      block.write(name);
    } else {
      block.write(0x0f);
      block.write(name - 15);
    }
    text(block, value);
  }

  private static void text(ByteArrayOutputStream block, String value) {
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) 0)
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }
}
