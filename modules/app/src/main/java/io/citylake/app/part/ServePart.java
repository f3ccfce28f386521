package io.citylake.app.part;

import io.citylake.app.LakeHost;
import io.citylake.app.ServingLake;
import io.citylake.contract.Workspace;
import io.citylake.govern.user.UserStore.FirstUser;
import java.util.Optional;
import java.util.function.Consumer;

/** Answers queries. */
public final class ServePart implements Part {
  private final Workspace workspace;
  private final LakeHost host;
  private final Consumer<FirstUser> introduce;
  private final Consumer<ServingLake> told;

  /**
   * @param introduce hears of the user that is made where there is none yet
   * @param told hears of each opening
   */
  public ServePart(
      Workspace workspace,
      LakeHost host,
      Consumer<FirstUser> introduce,
      Consumer<ServingLake> told) {
    this.workspace = workspace;
    this.host = host;
    this.introduce = introduce;
    this.told = told;
  }

  @Override
  public String name() {
    return "serve";
  }

  @Override
  public Work open() {
    ServingLake lake = ServingLake.open(workspace, host, introduce);
    told.accept(lake);
    return new Serving(lake);
  }

  private record Serving(ServingLake lake) implements Work {
    @Override
    public String status() {
      return lake.isReady() ? Parts.READY : "warming";
    }

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
