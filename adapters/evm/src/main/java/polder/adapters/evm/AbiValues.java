package polder.adapters.evm;

import com.esaulpaugh.headlong.abi.ABIType;
import com.esaulpaugh.headlong.abi.Address;
import com.esaulpaugh.headlong.abi.ArrayType;
import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/** Our values and the library's. */
final class AbiValues {
  private AbiValues() {}

  static Tuple tuple(TupleType<?> type, List<?> values) {
    if (values.size() != type.size()) {
      throw new IllegalArgumentException(values.size() + " values for " + type.getCanonicalType());
    }
    Object[] elements = new Object[values.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = given(type.get(i), values.get(i));
    }
    return Tuple.from(elements);
  }

  private static Object given(ABIType<?> type, @Nullable Object value) {
    return switch (type.typeCode()) {
      case ABIType.TYPE_CODE_INT -> number(type, value).intValueExact();
      case ABIType.TYPE_CODE_LONG -> number(type, value).longValueExact();
      case ABIType.TYPE_CODE_BIG_INTEGER -> number(type, value);
      case ABIType.TYPE_CODE_ADDRESS -> {
        if (value instanceof Account account) {
          yield Address.wrap(account.toString());
        }
        throw misfit(type, value);
      }
      case ABIType.TYPE_CODE_ARRAY -> array(type.asArrayType(), value);
      case ABIType.TYPE_CODE_TUPLE -> {
        if (value instanceof List<?> list) {
          yield tuple(type.asTupleType(), list);
        }
        throw misfit(type, value);
      }
      default -> {
        if (value == null) {
          throw misfit(type, value);
        }
        yield value;
      }
    };
  }

  private static BigInteger number(ABIType<?> type, @Nullable Object value) {
    return switch (value) {
      case BigInteger big -> big;
      case Long small -> BigInteger.valueOf(small);
      case Integer small -> BigInteger.valueOf(small);
      case null, default -> throw misfit(type, value);
    };
  }

  private static Object array(ArrayType<?, ?, ?> type, @Nullable Object value) {
    return switch (value) {
      case Hash hash -> hash.toArray();
      case Bytes bytes -> bytes.toArray();
      case String text -> text;
      case List<?> list -> {
        ABIType<?> element = type.getElementType();
        Object array = Array.newInstance(type.clazz().getComponentType(), list.size());
        for (int i = 0; i < list.size(); i++) {
          Array.set(array, i, given(element, list.get(i)));
        }
        yield array;
      }
      case null, default -> throw misfit(type, value);
    };
  }

  private static IllegalArgumentException misfit(ABIType<?> type, @Nullable Object value) {
    return new IllegalArgumentException("no " + type.getCanonicalType() + ": " + value);
  }

  static List<Object> list(Tuple tuple) {
    List<Object> values = new ArrayList<>();
    for (Object element : tuple) {
      values.add(taken(element));
    }
    return values;
  }

  private static Object taken(Object value) {
    return switch (value) {
      case Address address -> Account.parse(address.toString());
      case byte[] bytes -> Bytes.copyOf(bytes);
      case Integer small -> BigInteger.valueOf(small);
      case Long small -> BigInteger.valueOf(small);
      case BigDecimal decimal -> decimal.unscaledValue();
      case Tuple tuple -> list(tuple);
      default -> value.getClass().isArray() ? elements(value) : value;
    };
  }

  private static List<Object> elements(Object array) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      values.add(taken(Array.get(array, i)));
    }
    return values;
  }

  /** A value of the library's for people. */
  static String text(Object value) {
    return value instanceof byte[] bytes
        ? "0x" + HexFormat.of().formatHex(bytes)
        : taken(value).toString();
  }
}
