package io.citylake.serve.flight;

import io.citylake.govern.user.ClientNetwork;
import io.citylake.serve.engine.Shares;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;

/** Refuses a connection of an address that holds as many as it may. Safe for threads. */
final class AddressFilter extends ServerTransportFilter {
  private static final Attributes.Key<String> COUNTED = Attributes.Key.create("citylake-counted");

  private final Shares connections;

  AddressFilter(Shares connections) {
    this.connections = connections;
  }

  @Override
  public Attributes transportReady(Attributes transport) {
    String address = ClientNetwork.of(transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    if (!connections.tryTake(address)) {
      throw Status.RESOURCE_EXHAUSTED
          .withDescription("Too many connections of one address")
          .asRuntimeException();
    }
    return transport.toBuilder().set(COUNTED, address).build();
  }

  @Override
  public void transportTerminated(Attributes transport) {
    String address = transport == null ? null : transport.get(COUNTED);
    if (address != null) {
      connections.giveBack(address);
    }
  }
}
