package io.citylake.serve.http;

import io.citylake.govern.user.ClientNetwork;
import io.citylake.serve.engine.Shares;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.IO;

/** Closes a connection of an address that holds as many as it may. Safe for threads. */
final class AddressLimit implements SelectorManager.AcceptListener {
  private final Shares connections;
  private final Map<SelectableChannel, String> counted = new ConcurrentHashMap<>();

  AddressLimit(Shares connections) {
    this.connections = connections;
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    String address = address(channel);
    if (connections.tryTake(address)) {
      counted.put(channel, address);
    } else {
      IO.close((SocketChannel) channel);
    }
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    onClosed(channel);
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    String address = counted.remove(channel);
    if (address != null) {
      connections.giveBack(address);
    }
  }

  private static String address(SelectableChannel channel) {
    try {
      return ClientNetwork.of(((SocketChannel) channel).getRemoteAddress());
    } catch (IOException e) {
      // It has gone already.
      return "";
    }
  }
}
