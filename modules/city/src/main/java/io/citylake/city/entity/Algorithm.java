package io.citylake.city.entity;

import java.util.List;

/**
 * A recognition algorithm of the video cloud.
 *
 * @param code as events name it
 */
public record Algorithm(String code, String zh, String en, Kind kind) {
  /** What an algorithm looks at. */
  public enum Kind {
    VEHICLE,
    PERSON,
    STREET,
    ENVIRONMENT
  }

  public static final List<Algorithm> ALL =
      List.of(
          new Algorithm("A01", "违规停车", "illegal parking", Kind.VEHICLE),
          new Algorithm("A02", "占用消防通道", "parking on fire lane", Kind.VEHICLE),
          new Algorithm("A03", "逆行", "wrong way", Kind.VEHICLE),
          new Algorithm("A04", "违法掉头", "illegal U-turn", Kind.VEHICLE),
          new Algorithm("A05", "压实线变道", "solid line crossing", Kind.VEHICLE),
          new Algorithm("A06", "占用公交车道", "bus lane intrusion", Kind.VEHICLE),
          new Algorithm("A07", "道路拥堵", "congestion", Kind.VEHICLE),
          new Algorithm("A08", "交通事故", "traffic accident", Kind.VEHICLE),
          new Algorithm("A09", "车牌识别", "plate recognition", Kind.VEHICLE),
          new Algorithm("A10", "渣土车识别", "muck truck", Kind.VEHICLE),
          new Algorithm("A11", "渣土车未覆盖", "uncovered load", Kind.VEHICLE),
          new Algorithm("A12", "危化品车辆", "hazardous vehicle", Kind.VEHICLE),
          new Algorithm("A13", "疑似超载", "overload suspect", Kind.VEHICLE),
          new Algorithm("A14", "骑行未戴头盔", "e-bike no helmet", Kind.VEHICLE),
          new Algorithm("A15", "电动车进电梯", "e-bike in lift", Kind.VEHICLE),
          new Algorithm("A16", "共享单车乱停放", "shared bike pileup", Kind.VEHICLE),
          new Algorithm("A17", "停车场满位", "bulk parking full", Kind.VEHICLE),
          new Algorithm("A18", "人员聚集", "crowd gathering", Kind.PERSON),
          new Algorithm("A19", "人群密度", "crowd density", Kind.PERSON),
          new Algorithm("A20", "人员倒地", "fall detection", Kind.PERSON),
          new Algorithm("A21", "打架斗殴", "fighting", Kind.PERSON),
          new Algorithm("A22", "人员徘徊", "loitering", Kind.PERSON),
          new Algorithm("A23", "攀爬翻越", "climbing", Kind.PERSON),
          new Algorithm("A24", "区域入侵", "intrusion", Kind.PERSON),
          new Algorithm("A25", "人员离岗", "leaving post", Kind.PERSON),
          new Algorithm("A26", "值岗睡觉", "sleeping on duty", Kind.PERSON),
          new Algorithm("A27", "未戴安全帽", "no safety helmet", Kind.PERSON),
          new Algorithm("A28", "未穿反光衣", "no reflective vest", Kind.PERSON),
          new Algorithm("A29", "未戴口罩", "no mask", Kind.PERSON),
          new Algorithm("A30", "未戴厨师帽", "no chef hat", Kind.PERSON),
          new Algorithm("A31", "吸烟", "smoking", Kind.PERSON),
          new Algorithm("A32", "作业打电话", "phone call on duty", Kind.PERSON),
          new Algorithm("A33", "尾随进入", "tailgating", Kind.PERSON),
          new Algorithm("A34", "行人闯红灯", "jaywalking", Kind.PERSON),
          new Algorithm("A35", "客流统计", "people counting", Kind.PERSON),
          new Algorithm("A36", "涉水危险", "drowning risk", Kind.PERSON),
          new Algorithm("A37", "占道经营", "street vending", Kind.STREET),
          new Algorithm("A38", "店外经营", "shop overflow", Kind.STREET),
          new Algorithm("A39", "露天烧烤", "open air barbecue", Kind.STREET),
          new Algorithm("A40", "暴露垃圾", "exposed garbage", Kind.STREET),
          new Algorithm("A41", "垃圾桶满溢", "overflowing bin", Kind.STREET),
          new Algorithm("A42", "乱扔垃圾", "littering", Kind.STREET),
          new Algorithm("A43", "乱堆物料", "pile of material", Kind.STREET),
          new Algorithm("A44", "沿街晾挂", "drying clothes", Kind.STREET),
          new Algorithm("A45", "违规广告", "illegal advert", Kind.STREET),
          new Algorithm("A46", "违规条幅", "banner", Kind.STREET),
          new Algorithm("A47", "乱涂乱画", "graffiti", Kind.STREET),
          new Algorithm("A48", "道路破损", "road damage", Kind.STREET),
          new Algorithm("A49", "井盖缺失", "manhole cover missing", Kind.STREET),
          new Algorithm("A50", "护栏损坏", "guardrail damage", Kind.STREET),
          new Algorithm("A51", "路灯不亮", "street lamp off", Kind.STREET),
          new Algorithm("A52", "绿地破坏", "green space damage", Kind.STREET),
          new Algorithm("A53", "烟雾", "smoke", Kind.ENVIRONMENT),
          new Algorithm("A54", "明火", "open flame", Kind.ENVIRONMENT),
          new Algorithm("A55", "工地扬尘", "dust", Kind.ENVIRONMENT),
          new Algorithm("A56", "裸土未覆盖", "bare soil", Kind.ENVIRONMENT),
          new Algorithm("A57", "道路积水", "water logging", Kind.ENVIRONMENT),
          new Algorithm("A58", "河面漂浮物", "floating debris", Kind.ENVIRONMENT),
          new Algorithm("A59", "污水直排", "sewage discharge", Kind.ENVIRONMENT),
          new Algorithm("A60", "水尺识别", "water gauge", Kind.ENVIRONMENT),
          new Algorithm("A61", "黑烟车", "black smoke vehicle", Kind.ENVIRONMENT),
          new Algorithm("A62", "秸秆焚烧", "straw burning", Kind.ENVIRONMENT));

  /** Its place among {@link #ALL}, as its code says. */
  public int index() {
    return (code.charAt(1) - '0') * 10 + code.charAt(2) - '0' - 1;
  }
}
