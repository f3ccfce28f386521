package io.citylake.receive.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what comes into packets, by the length that each begins with, so that nothing is kept of one
 * that is larger than may be, memory is asked for before a large one is waited for, and none takes
 * longer than a time to come. What is wrong goes on as a {@link Fault}, and nothing after it.
 */
final class PacketFrame extends ByteToMessageDecoder {
  /** Before a device has logged in. */
  static final int FIRST = 8 << 10;

  private static final int LENGTH_BYTES = 4;

  private final HeldBytes held;
  private final Duration time;
  private int most = FIRST;
  private int reserved;
  private int packets;
  private boolean faulty;
  private @Nullable ScheduledFuture<?> alarm;

  PacketFrame(HeldBytes held, Duration time) {
    this.held = held;
    this.time = time;
  }

  /** How many bytes may follow a packet's length from now on. */
  void allow(int bytes) {
    most = bytes;
  }

  /** How many were handed on; as many must have come out of the decoder behind. */
  int packets() {
    return packets;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (faulty) {
      in.skipBytes(in.readableBytes());
      return;
    }
    int start = in.readerIndex();
    int length = 0;
    int at = 0;
    boolean ends = false;
    while (!ends && at < LENGTH_BYTES && in.readableBytes() > 1 + at) {
      int part = in.getUnsignedByte(start + 1 + at);
      length |= (part & 0x7F) << (7 * at);
      ends = part < 0x80;
      at++;
    }
    if (!ends && at == LENGTH_BYTES) {
      fault(context, in, new Fault(Reason.MALFORMED, "malformed", "a packet's length is none"));
      return;
    }
    if (ends && length > most) {
      fault(
          context,
          in,
          new Fault(
              Reason.TOO_LARGE,
              "too-large",
              "a packet has %,d bytes, and %,d may come".formatted(length, most)));
      return;
    }
    int whole = 1 + at + length;
    if (ends && in.readableBytes() >= whole) {
      silence();
      free();
      packets++;
      out.add(in.readRetainedSlice(whole));
      return;
    }
    if (ends && length > FIRST && reserved == 0) {
      if (!held.reserve(length)) {
        fault(context, in, new Fault(Reason.BUSY, "memory", "too much is under way of all"));
        return;
      }
      reserved = length;
    }
    if (alarm == null && in.isReadable()) {
      watch(context);
    }
  }

  private void watch(ChannelHandlerContext context) {
    alarm =
        context.executor().schedule(() -> late(context), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Not while it is us who don't read. */
  private void late(ChannelHandlerContext context) {
    if (!context.channel().config().isAutoRead()) {
      watch(context);
      return;
    }
    faulty = true;
    context.fireUserEventTriggered(
        new Fault(Reason.UNSPECIFIED, "slow", "a packet didn't come within %s".formatted(time)));
  }

  private void fault(ChannelHandlerContext context, ByteBuf in, Fault fault) {
    faulty = true;
    in.skipBytes(in.readableBytes());
    silence();
    context.fireUserEventTriggered(fault);
  }

  private void silence() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }

  private void free() {
    held.free(reserved);
    reserved = 0;
  }

  @Override
  protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    silence();
    free();
    in.skipBytes(in.readableBytes());
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    silence();
    free();
  }
}
