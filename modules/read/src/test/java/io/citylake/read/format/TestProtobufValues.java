package io.citylake.read.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.StructProto;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TimestampProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Protobuf messages by the descriptors that protoc writes. */
class TestProtobufValues {
  private static final FileDescriptorProto LEVEL =
      FileDescriptorProto.newBuilder()
          .setName("level.proto")
          .setPackage("city")
          .setSyntax("proto3")
          .addDependency("google/protobuf/timestamp.proto")
          .addMessageType(DescriptorProto.newBuilder().setName("Other"))
          .addMessageType(
              DescriptorProto.newBuilder()
                  .setName("Level")
                  .addField(field("station", 1, Type.TYPE_STRING))
                  .addField(
                      field("at", 2, Type.TYPE_MESSAGE).setTypeName(".google.protobuf.Timestamp"))
                  .addField(field("level", 3, Type.TYPE_DOUBLE))
                  .addField(field("tags", 4, Type.TYPE_STRING).setLabel(Label.LABEL_REPEATED))
                  .addField(field("state", 5, Type.TYPE_ENUM).setTypeName(".city.State"))
                  .addField(field("count", 6, Type.TYPE_UINT64))
                  .addField(field("raw", 7, Type.TYPE_BYTES))
                  .addField(field("part", 8, Type.TYPE_MESSAGE).setTypeName(".city.Level")))
          .addEnumType(
              EnumDescriptorProto.newBuilder()
                  .setName("State")
                  .addValue(EnumValueDescriptorProto.newBuilder().setName("OK").setNumber(0))
                  .addValue(EnumValueDescriptorProto.newBuilder().setName("BROKEN").setNumber(1)))
          .build();

  private static FieldDescriptorProto.Builder field(String name, int number, Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(Label.LABEL_OPTIONAL);
  }

  private static byte[] set() {
    return FileDescriptorSet.newBuilder()
        .addFile(LEVEL)
        .addFile(TimestampProto.getDescriptor().toProto())
        .build()
        .toByteArray();
  }

  private static byte[] level(int... head) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int each : head) {
      bytes.write(each);
    }
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeString(1, "府河");
    out.writeMessage(
        2, Timestamp.newBuilder().setSeconds(1_767_225_600).setNanos(5_000_000).build());
    out.writeDouble(3, 1.5);
    out.writeString(4, "a");
    out.writeString(4, "b");
    out.writeEnum(5, 1);
    out.writeUInt64(6, -1);
    out.writeBytes(7, ByteString.copyFrom(new byte[] {0, (byte) 0xff}));
    out.flush();
    return bytes.toByteArray();
  }

  private static final FileDescriptorProto HOLDERS =
      FileDescriptorProto.newBuilder()
          .setName("holders.proto")
          .setPackage("city")
          .setSyntax("proto3")
          .addDependency("level.proto")
          .addDependency("google/protobuf/struct.proto")
          .addMessageType(
              DescriptorProto.newBuilder()
                  .setName("Levels")
                  .addField(
                      field("levels", 1, Type.TYPE_MESSAGE)
                          .setTypeName(".city.Level")
                          .setLabel(Label.LABEL_REPEATED)))
          .addMessageType(
              DescriptorProto.newBuilder()
                  .setName("Listed")
                  .addField(
                      field("list", 1, Type.TYPE_MESSAGE)
                          .setTypeName(".google.protobuf.ListValue")))
          .build();

  private static String held(String type, byte[] bytes) throws IOException {
    byte[] set =
        FileDescriptorSet.parseFrom(set()).toBuilder()
            .addFile(HOLDERS)
            .addFile(StructProto.getDescriptor().toProto())
            .build()
            .toByteArray();
    StringBuilder out = new StringBuilder();
    ProtobufValues.of(set, type, false).read(bytes, 0).write(out);
    return out.toString();
  }

  @Test
  void aListOfValuesIsNoWrapper() throws IOException {
    byte[] bytes = {10, 11, 10, 9, 17, 0, 0, 0, 0, 0, 0, (byte) 0xf0, 0x3f};
    assertThat(held("city.Listed", bytes))
        .startsWith("{\"list\":[{\"null_value\":null,\"number_value\":1.0,");
  }

  /** Two bytes each, and nine values. */
  @Test
  void refusesAMessageOfNothingButEmptyOnes() throws IOException {
    byte[] bytes = new byte[100_000];
    for (int i = 0; i < bytes.length; i += 2) {
      bytes[i] = 10;
    }
    assertThatThrownBy(() -> held("city.Levels", bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 400000 values");
    assertThat(held("city.Levels", Arrays.copyOf(bytes, 2_000))).hasSizeGreaterThan(10_000);
  }

  private static String read(byte[] bytes, boolean indexed) throws IOException {
    StringBuilder out = new StringBuilder();
    ProtobufValues.of(set(), "city.Level", indexed).read(bytes, 0).write(out);
    return out.toString();
  }

  @Test
  void readsWhatProtobufWrites() throws IOException {
    String expected =
        "{\"station\":\"府河\",\"at\":\"2026-01-01T00:00:00.005Z\",\"level\":1.5,\"tags\":[\"a\",\"b\"],"
            + "\"state\":\"BROKEN\",\"count\":18446744073709551615,\"raw\":\"\\\\x00ff\",\"part\":null}";
    assertThat(read(level(), false)).isEqualTo(expected);
    // The registry's way to the type: none for the first of a file, else its length and numbers.
    assertThat(read(level(2, 2), true)).isEqualTo(expected);
    // Bytes of another type of the file would be read as ours.
    for (int[] other : new int[][] {{0}, {2, 0}, {2, 4}, {4, 2, 0}, {1, 2}}) {
      assertThatThrownBy(() -> read(level(other), true))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another type of its file than city.Level");
    }
    // What has no presence has its default.
    assertThat(read(new byte[0], false))
        .isEqualTo(
            "{\"station\":\"\",\"at\":null,\"level\":0.0,\"tags\":[],\"state\":\"OK\",\"count\":0,\"raw\":\"\\\\x\",\"part\":null}");
  }

  @Test
  void brokenBytesAreNoRecordAndNoOtherFailure() throws IOException {
    byte[] good = level();
    ProtobufValues values = ProtobufValues.of(set(), "city.Level", false);
    long seed = Long.getLong("citylake.seed", System.nanoTime());
    Random random = new Random(seed);
    int broken = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = Arrays.copyOf(good, 1 + random.nextInt(good.length + 3));
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        values.read(bytes, 0);
      } catch (IOException e) {
        broken++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", " + Arrays.toString(bytes), e);
      }
    }
    assertThat(broken).as("seed %d", seed).isGreaterThan(5_000);
    byte[] deep = new byte[20_000];
    for (int i = 0; i < deep.length; i++) {
      deep[i] = (byte) (i % 2 == 0 ? 8 << 3 | 2 : 0x7f);
    }
    assertThatThrownBy(() -> values.read(deep, 0)).isInstanceOf(IOException.class);
  }

  @Test
  void aSetWithoutTheTypeOrItsImportsIsNone() {
    assertThatThrownBy(() -> ProtobufValues.of(set(), "city.Nobody", false))
        .hasMessage("it has no message city.Nobody");
    byte[] alone = FileDescriptorSet.newBuilder().addFile(LEVEL).build().toByteArray();
    assertThatThrownBy(() -> ProtobufValues.of(alone, "city.Level", false))
        .hasMessage(
            "it lacks the import google/protobuf/timestamp.proto; write it with --include_imports");
  }
}
