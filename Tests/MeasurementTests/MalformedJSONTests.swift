import Bench
import Foundation
import Testing

@testable import Statistics
@testable import Tables

/// Errors of JSON name the field and the rule, and never types of Swift.
struct MalformedJSONTests {
  private struct Plan: Codable {
    enum Profile: String, Codable { case quick, full }
    struct Cell: Codable {
      var blocks: Int
      var seconds: Double
      var isTold: Bool?
    }
    var seed: UInt64
    var profile: Profile
    var cells: [Cell]
    var histogram: LatencyHistogram?
  }

  private static let cell = #"{"blocks":3,"seconds":1.5}"#

  @Test(arguments: [
    (#"{"profile":"full","cells":[]}"#, "'seed' is missing"),
    (
      #"{"seed":1,"profile":"full","cells":[\#(cell),{"seconds":1}]}"#,
      "'cells[1].blocks' is missing"
    ),
    (#"{"seed":"x","profile":"full","cells":[]}"#, "'seed' must be a whole number"),
    (#"{"seed":null,"profile":"full","cells":[]}"#, "'seed' must be a whole number"),
    (#"{"seed":1,"profile":7,"cells":[]}"#, "'profile' must be a text"),
    (#"{"seed":1,"profile":"slow","cells":[]}"#, "'profile' is not a valid value"),
    (#"{"seed":1,"profile":"full","cells":{}}"#, "'cells' must be a list"),
    (#"{"seed":1,"profile":"full","cells":[[]]}"#, "'cells[0]' must be an object"),
    (
      #"{"seed":1,"profile":"full","cells":[{"blocks":1,"seconds":"","isTold":1}]}"#,
      "'cells[0].seconds' must be a number"
    ),
    (
      #"{"seed":1,"profile":"full","cells":[{"blocks":1,"seconds":1,"isTold":1}]}"#,
      "'cells[0].isTold' must be true or false"
    ),
    (
      #"{"seed":1,"profile":"full","cells":[],"histogram":{"values":[1],"counts":[]}}"#,
      "'histogram.values' is not the counts of one histogram"
    ),
    ("[]", "must be an object"), ("", "not JSON, or cut off"),
    ("{\"seed\":", "not JSON, or cut off"),
  ])
  func `the field is named, and what it must be`(text: String, words: String) {
    let error = #expect(throws: MalformedJSON.self) { try JSONFile.decode(Plan.self, from: text) }
    #expect(error?.description == words)
  }

  /// For such a number the decoder only says that the text is not JSON.
  @Test(arguments: ["1e300", "18446744073709551616", "2.5", "-18446744073709551616"])
  func `a number that does not fit is found among others`(number: String) {
    let text = """
      {"cells": [\(Self.cell), {"blocks": \(number), "seconds": 1e300}],
       "profile": "full", "seed": 1}
      """
    let error = #expect(throws: MalformedJSON.self) { try JSONFile.decode(Plan.self, from: text) }
    #expect(error?.field == "cells[1].blocks")
    #expect(error?.rule.hasSuffix("no whole number or one out of range") == true)
    let both = text.replacing("\"seed\": 1", with: "\"seed\": -1")
    let first = #expect(throws: MalformedJSON.self) { try JSONFile.decode(Plan.self, from: both) }
    #expect(first?.description == "'seed' is -1, no whole number or one out of range")
  }
}
