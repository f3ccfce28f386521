package io.citylake.city.people;

import io.citylake.city.entity.Street;
import java.util.List;
import java.util.stream.IntStream;

/** A place where the city code is shown: six services take turns, then the streets. */
record Verifier(int index, String code, String name, String service, Street street) {
  private static final int COUNT = 84;
  private static final List<String> SERVICES = List.of("就医", "乘车", "入园", "借阅", "办事", "门禁");
  private static final List<String> KINDS = List.of("社区医院", "地铁站", "公园", "图书馆", "政务大厅", "产业园");

  static final List<Verifier> ALL = IntStream.range(0, COUNT).mapToObj(Verifier::at).toList();

  private static Verifier at(int index) {
    int kind = index % SERVICES.size();
    Street street = Street.ALL.get(index / SERVICES.size() % Street.ALL.size());
    int number = index / SERVICES.size() / Street.ALL.size() + 1;
    return new Verifier(
        index,
        "CP%04d".formatted(index + 1),
        street.zh().replace("街道", "") + "第" + number + KINDS.get(kind),
        SERVICES.get(kind),
        street);
  }
}
