package io.citylake.city.play;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Gives the answer to a login of MQTT 5 that a broker of MQTT 3.1.1 alone sends, which has no
 * properties, the empty ones that the decoder waits for. Only the first packet is looked at.
 */
final class OlderAnswer extends ByteToMessageDecoder {
  private static final int CONNACK = 0x20;
  private static final int LENGTH = 2;

  @Override
  protected void decode(ChannelHandlerContext at, ByteBuf in, List<Object> out) {
    if (in.readableBytes() < 2) {
      return;
    }
    int start = in.readerIndex();
    if (in.getByte(start) == CONNACK && in.getByte(start + 1) == LENGTH) {
      if (in.readableBytes() < 2 + LENGTH) {
        return;
      }
      byte[] answer = {CONNACK, LENGTH + 1, in.getByte(start + 2), in.getByte(start + 3), 0};
      in.skipBytes(2 + LENGTH);
      out.add(Unpooled.wrappedBuffer(answer));
    }
    at.pipeline().remove(this);
  }
}
