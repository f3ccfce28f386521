package io.citylake.schedule.store;

import java.util.UUID;

class TestInMemorySlotStore extends SlotStoreContract {
  private final InMemorySlotStore store = new InMemorySlotStore();

  @Override
  SlotStore store() {
    return store;
  }

  @Override
  String enter(String series) {
    String process = UUID.randomUUID().toString();
    store.enter(process, series);
    return process;
  }

  @Override
  void lose(String process) {
    store.lose(process);
  }

  @Override
  boolean isTransactional() {
    return false;
  }
}
