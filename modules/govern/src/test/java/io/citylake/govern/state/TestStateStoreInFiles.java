package io.citylake.govern.state;

class TestStateStoreInFiles extends StateStoreContract {
  @Override
  StateStore open() {
    return StateStore.of(directory);
  }
}
