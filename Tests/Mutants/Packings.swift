public import SessionGuards

/// A word for each slot, the whole generation, and a count of 31 bits.
public enum RightPacking: Packing {
  public static let name = "right-packing"
  public static let idea = "the right twin of the guards whose words are packed wrong"
}

/// Wrong: slots whose numbers have the same low eight bits share a word.
public enum SlotInEightBits: Packing {
  public static let name = "slot-in-8-bits"
  public static let idea = "mutant: slots with the same low 8 bits share a word"
  public static func home(of slot: Slot) -> Slot { slot & 0xFF }
}

/// Wrong: compares the low eight bits of the generation.
public enum GenerationInEightBits: Packing {
  public static let name = "generation-in-8-bits"
  public static let idea = "mutant: compares 8 bits of the generation"
  public static var generationBits: UInt64 { 8 }
}

/// Wrong: compares the low sixteen bits of the generation.
public enum GenerationInSixteenBits: Packing {
  public static let name = "generation-in-16-bits"
  public static let idea = "mutant: compares 16 bits of the generation"
  public static var generationBits: UInt64 { 16 }
}

/// Wrong: counts in eight bits, so that 256 units look like none.
public enum CountInEightBits: Packing {
  public static let name = "count-in-8-bits"
  public static let idea = "mutant: counts in 8 bits"
  public static var countBits: UInt64 { 8 }
}

/// Wrong: counts in sixteen bits, so that 65,536 units look like none.
public enum CountInSixteenBits: Packing {
  public static let name = "count-in-16-bits"
  public static let idea = "mutant: counts in 16 bits"
  public static var countBits: UInt64 { 16 }
}
