package polder.networks;

import java.util.List;

/**
 * What one more device would be worth.
 *
 * @param least if it is there all the while, but nothing that it says can be verified
 * @param most if it is there all the while and everything is verified
 * @param compared the devices that it would be compared with, nearest first
 * @param words what speaks for and against this place, whole sentences
 */
public record Prospect(Part least, Part most, List<SenderRecord> compared, List<String> words) {
  public Prospect {
    compared = List.copyOf(compared);
    words = List.copyOf(words);
  }

  /**
   * One way it may go.
   *
   * @param weight its weight, parts per million of a whole device
   * @param factors what the weight is the product of, in order
   * @param othersWeight what all others would weigh together, with it among them
   */
  public record Part(long weight, List<Factor> factors, long othersWeight) {
    public Part {
      factors = List.copyOf(factors);
    }
  }
}
