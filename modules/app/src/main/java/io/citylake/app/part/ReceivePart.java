package io.citylake.app.part;

import io.citylake.app.ReceivingLake;
import io.citylake.contract.Workspace;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Receives for every feed of the workspace. */
public final class ReceivePart implements Part {
  private final Workspace workspace;
  private final Clock clock;
  private final Consumer<ReceivingLake> told;

  /**
   * @param told hears of each opening
   */
  public ReceivePart(Workspace workspace, Clock clock, Consumer<ReceivingLake> told) {
    this.workspace = workspace;
    this.clock = clock;
    this.told = told;
  }

  @Override
  public String name() {
    return "receive";
  }

  @Override
  public Work open() {
    ReceivingLake lake = ReceivingLake.open(workspace, List.of(), clock);
    told.accept(lake);
    return new Receiving(lake);
  }

  private record Receiving(ReceivingLake lake) implements Work {
    @Override
    public String status() {
      return lake.status();
    }

    /** A feed that takes nothing any more costs the others nothing, so it ends nothing. */
    @Override
    public Optional<Throwable> failure() {
      return Optional.empty();
    }

    @Override
    public void close() {
      lake.close();
    }
  }
}
