package polder.adapters.evm;

import com.esaulpaugh.headlong.abi.ABIJSON;
import com.esaulpaugh.headlong.abi.ABIObject;
import com.esaulpaugh.headlong.abi.ABIParser;
import com.esaulpaugh.headlong.abi.Event;
import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TypeEnum;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.ports.chain.ChainEvent;
import polder.ports.chain.ChainException;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.Keccak256;

/**
 * A contract's interface: writes calls, reads what comes back.
 *
 * <p>Values are {@link polder.protocol.identity.Account} for {@code address}, {@link BigInteger}
 * for integers of any width, {@link Boolean}, {@link String}, {@link Bytes} for {@code bytes} and
 * {@code bytesN}, and {@link List} for arrays and structs. Given values may be {@link Hash} for
 * {@code bytes32} and any {@link Integer} or {@link Long} for integers.
 */
public final class Abi {
  private final Map<String, Function> functions = new LinkedHashMap<>();
  private final Map<Hash, Event<Tuple>> events = new LinkedHashMap<>();
  private final Map<String, Hash> kinds = new LinkedHashMap<>();
  private final Optional<Function> constructor;
  private final String json;

  /**
   * Reads an ABI.
   *
   * @param json as the compiler writes it: an array of functions, events and errors
   * @throws IllegalArgumentException if it is no such JSON
   */
  public Abi(String json) {
    this.json = json;
    Optional<Function> making = Optional.empty();
    try {
      for (ABIObject entry : new ABIParser(ABIJSON.ALL).<ABIObject>parse(json)) {
        if (entry.isEvent()) {
          Event<Tuple> event = entry.asEvent();
          Hash kind = topic(event.getCanonicalSignature());
          events.put(kind, event);
          kinds.put(event.getName(), kind);
        } else if (entry.isFunction() && entry.getType() == TypeEnum.CONSTRUCTOR) {
          making = Optional.of(entry.asFunction());
        } else if (entry.isFunction() && entry.getType() == TypeEnum.FUNCTION) {
          Function function = entry.asFunction();
          functions.put(function.getCanonicalSignature(), function);
          functions.putIfAbsent(function.getName(), function);
        }
      }
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not a contract's ABI: " + e.getMessage(), e);
    }
    this.constructor = making;
  }

  /** The JSON it was read from. */
  public String json() {
    return json;
  }

  /**
   * The data of a call.
   *
   * @param function its name, or its whole signature where several share the name
   * @throws IllegalArgumentException if there is no such function or the values do not fit
   */
  public Bytes call(String function, Object... values) {
    Function called = function(function);
    return encoded(called, called.encodeCall(AbiValues.tuple(called.getInputs(), List.of(values))));
  }

  /**
   * The values that a call of {@code function} was made with; nothing if {@code data} is none, or
   * not the only form of one.
   */
  public Optional<List<Object>> arguments(String function, Bytes data) {
    Function called = function(function);
    try {
      Tuple values = called.decodeCall(data.toArray());
      List<Object> plain = AbiValues.list(values);
      Bytes again = encoded(called, called.encodeCall(values));
      return again.equals(data) ? Optional.of(plain) : Optional.empty();
    } catch (RuntimeException e) {
      // The library refuses what does not fit in several ways.
      return Optional.empty();
    }
  }

  /**
   * What a call gave.
   *
   * @throws ChainException if {@code data} is something else
   */
  public List<Object> result(String function, Bytes data) throws ChainException {
    Function called = function(function);
    try {
      Tuple values = called.decodeReturn(data.toArray());
      return AbiValues.list(values);
    } catch (RuntimeException e) {
      throw new ChainException(
          ChainException.Kind.REFUSED,
          function + " gave something else than its ABI says; is it that contract's address?");
    }
  }

  /**
   * What is put after a contract's creation code.
   *
   * @throws IllegalArgumentException if the values do not fit the constructor
   */
  public Bytes constructorArguments(Object... values) {
    if (constructor.isEmpty()) {
      if (values.length > 0) {
        throw new IllegalArgumentException("the contract's constructor takes no values");
      }
      return Bytes.EMPTY;
    }
    var inputs = constructor.get().getInputs();
    ByteBuffer encoded = inputs.encode(AbiValues.tuple(inputs, List.of(values)));
    return Bytes.wrap(encoded.array());
  }

  /**
   * The first topic of an event, by which it is asked for.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public Hash kind(String event) {
    Hash kind = kinds.get(event);
    if (kind == null) {
      throw new IllegalArgumentException("no event is called " + event);
    }
    return kind;
  }

  /** An event's name and values by name; in the order of the ABI. */
  public record Read(String name, Map<String, Object> values) {}

  /** What an event says; nothing if it is none of this ABI, or does not fit it. */
  public Optional<Read> read(ChainEvent said) {
    if (said.topics().isEmpty()) {
      return Optional.empty();
    }
    Event<Tuple> event = events.get(said.topics().getFirst());
    if (event == null) {
      return Optional.empty();
    }
    try {
      byte[][] topics = said.topics().stream().map(Hash::toArray).toArray(byte[][]::new);
      Tuple values = event.decodeArgs(topics, said.data().toArray());
      List<Object> plain = AbiValues.list(values);
      Map<String, Object> named = new LinkedHashMap<>();
      for (int i = 0; i < plain.size(); i++) {
        String name = event.getInputs().getElementName(i);
        named.put(name == null || name.isEmpty() ? Integer.toString(i) : name, plain.get(i));
      }
      return Optional.of(new Read(event.getName(), named));
    } catch (RuntimeException e) {
      // The library refuses what does not fit in several ways.
      return Optional.empty();
    }
  }

  private Function function(String name) {
    Function function = functions.get(name);
    if (function == null) {
      throw new IllegalArgumentException("no function is called " + name);
    }
    return function;
  }

  private static Bytes encoded(Function called, ByteBuffer call) {
    if (!call.hasArray()) {
      throw new IllegalStateException("a call of " + called.getName() + " is in an array");
    }
    return Bytes.wrap(call.array());
  }

  private static Hash topic(String signature) {
    return Hash.of(Keccak256.digest(signature.getBytes(StandardCharsets.UTF_8)));
  }
}
