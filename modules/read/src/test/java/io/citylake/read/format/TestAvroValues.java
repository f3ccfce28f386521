package io.citylake.read.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.job.SourceSpec.AvroMessage;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Avro messages, as Avro's own writer makes them and as nobody should. */
class TestAvroValues {
  private static final String SCHEMA =
      """
      {"type":"record","name":"Level","fields":[
        {"name":"station","type":"string"},
        {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
        {"name":"day","type":{"type":"int","logicalType":"date"}},
        {"name":"level","type":["null",{"type":"bytes","logicalType":"decimal","precision":8,"scale":3}]},
        {"name":"ratio","type":"double"},
        {"name":"state","type":{"type":"enum","name":"State","symbols":["OK","BROKEN"]}},
        {"name":"tags","type":{"type":"array","items":"string"}},
        {"name":"more","type":{"type":"map","values":"long"}},
        {"name":"raw","type":"bytes"},
        {"name":"good","type":"boolean"}]}
      """;

  private static byte[] level() throws IOException {
    Schema schema = new Schema.Parser().parse(SCHEMA);
    GenericRecord level = new GenericData.Record(schema);
    level.put("station", "府河");
    level.put("at", 1_767_225_600_123L);
    level.put("day", 20_454);
    level.put("level", ByteBuffer.wrap(new BigDecimal("1.500").unscaledValue().toByteArray()));
    level.put("ratio", 1.0E10);
    level.put("state", new GenericData.EnumSymbol(schema.getField("state").schema(), "BROKEN"));
    level.put("tags", List.of("a", "b"));
    level.put("more", Map.of("n", 7L));
    level.put("raw", ByteBuffer.wrap(new byte[] {0, (byte) 0xff}));
    level.put("good", true);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<>(schema).write(level, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static String read(String schema, byte[] bytes) throws IOException {
    StringBuilder out = new StringBuilder();
    AvroValues.read(new Schema.Parser().parse(schema), bytes, 0).write(out);
    return out.toString();
  }

  @Test
  void readsWhatAvroWrites() throws IOException {
    assertThat(read(SCHEMA, level()))
        .isEqualTo(
            "{\"station\":\"府河\",\"at\":\"2026-01-01T00:00:00.123Z\",\"day\":\"2026-01-01\",\"level\":1.500,"
                + "\"ratio\":10000000000,\"state\":\"BROKEN\",\"tags\":[\"a\",\"b\"],\"more\":{\"n\":7},"
                + "\"raw\":\"\\\\x00ff\",\"good\":true}");
  }

  /** Each of these makes Avro's own reader ask for gigabytes, or ends the thread. */
  @Test
  void believesNoLengthThatIsGreaterThanTheMessage() {
    byte[] gigabyte = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x08, 1, 2};
    byte[] deep = new byte[200_000];
    Arrays.fill(deep, (byte) 2);
    Map<String, byte[]> poison =
        Map.of(
            "\"string\"", gigabyte,
            "\"bytes\"", gigabyte,
            "{\"type\":\"array\",\"items\":\"null\"}", gigabyte,
            "{\"type\":\"array\",\"items\":\"long\"}", gigabyte,
            "{\"type\":\"map\",\"values\":\"null\"}", gigabyte,
            "{\"type\":\"enum\",\"name\":\"e\",\"symbols\":[\"A\"]}", new byte[] {8},
            "[\"null\",\"long\"]", new byte[] {8},
            "{\"type\":\"record\",\"name\":\"r\",\"fields\":[{\"name\":\"n\",\"type\":[\"null\",\"r\"]}]}",
                deep);
    poison.forEach(
        (schema, bytes) ->
            assertThatThrownBy(() -> read(schema, bytes))
                .as(schema)
                .isInstanceOf(IOException.class));
  }

  /** Each array is within its bounds, and all of them together a thousand times their bytes. */
  @Test
  void refusesArraysOfArraysOfNothing() {
    byte[] bytes = new byte[2 + 300 * 3 + 1];
    bytes[0] = (byte) 0xd8;
    bytes[1] = 4;
    for (int i = 0; i < 300; i++) {
      bytes[2 + i * 3] = (byte) 0xd0;
      bytes[3 + i * 3] = 0x0f;
    }
    String nothings = "{\"type\":\"array\",\"items\":\"null\"}";
    assertThatThrownBy(() -> read("{\"type\":\"array\",\"items\":%s}".formatted(nothings), bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 10000 values");
  }

  @Test
  void brokenBytesAreNoRecordAndNoOtherFailure() throws IOException {
    byte[] good = level();
    Schema schema = new Schema.Parser().parse(SCHEMA);
    long seed = Long.getLong("citylake.seed", System.nanoTime());
    Random random = new Random(seed);
    int broken = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = Arrays.copyOf(good, 1 + random.nextInt(good.length + 3));
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        AvroValues.read(schema, bytes, 0);
      } catch (IOException e) {
        broken++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", " + Arrays.toString(bytes), e);
      }
    }
    assertThat(broken).as("seed %d", seed).isGreaterThan(10_000);
  }

  @Test
  void idsChooseTheSchemaAndUnknownOnesStop() throws IOException {
    TreeMap<Integer, MessageSchemas.Schema> byId = new TreeMap<>();
    byId.put(1, schema("{'type':'record','name':'a','fields':[{'name':'x','type':'long'}]}"));
    byId.put(2, schema("{'type':'record','name':'a','fields':[{'name':'y','type':'string'}]}"));
    byId.put(3, MessageSchemas.Schema.REFUSED);
    BinaryMessages messages =
        new BinaryMessages(
            new AvroMessage(null, new TreeMap<>(), ""), new MessageSchemas(null, byId));
    assertThat(text(messages, 0, 0, 0, 0, 1, 14)).isEqualTo("{\"x\":7}");
    assertThat(text(messages, 0, 0, 0, 0, 2, 2, 'b')).isEqualTo("{\"y\":\"b\"}");
    assertThatThrownBy(() -> text(messages, 0, 0, 0, 0, 3, 14))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("refuses those with schema id 3");
    assertThatThrownBy(() -> text(messages, 1, 0, 0, 0, 1, 14)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> text(messages, 0, 0)).isInstanceOf(IOException.class);
    // No job could name these, so they may not stop one.
    for (int[] none : new int[][] {{0, 255, 255, 255, 255, 14}, {0, 0, 0, 0, 0, 14}}) {
      assertThatThrownBy(() -> text(messages, none)).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> text(messages, 0, 0, 0, 0, 9, 14))
        .isInstanceOfSatisfying(
            CityLakeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_UNKNOWN))
        .hasMessageContaining("(id=9, partition=4, offset=5)")
        .hasMessageContaining("add '9: FILE' to the job's ids, or '9: refuse'");
  }

  private static MessageSchemas.Schema schema(String text) {
    return new MessageSchemas.Schema(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static String text(BinaryMessages messages, int... bytes) throws IOException {
    byte[] value = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      value[i] = (byte) bytes[i];
    }
    Message message = new Message("t", 4, 5, 0, "CreateTime", null, value, List.of(), value.length);
    StringBuilder out = new StringBuilder();
    messages.read(message, value).write(out);
    return out.toString();
  }
}
