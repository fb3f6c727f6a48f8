using System.Buffers;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Serialization;

/// <summary>What every serde must do. Derive a fixture, name the serde and some values.</summary>
public abstract class SerdeContract<T>
{
    protected abstract ISerde<T> Serde { get; }

    /// <summary>Any value that the serde takes.</summary>
    protected abstract Gen<T> Values { get; }

    /// <summary>A pair of values whose order their bytes must keep; null where a serde promises none.</summary>
    protected virtual Gen<(T Lower, T Upper)>? OrderedPairs => null;

    /// <summary>Whether bytes of length zero are a value.</summary>
    protected virtual bool TakesEmpty => false;

    protected virtual bool AreEqual(T a, T b) => EqualityComparer<T>.Default.Equals(a, b);

    protected byte[] Write(T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Serde.Serialize(value, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    [Test]
    public void A_value_read_back_is_the_value_written() =>
        Values.Sample(value => AreEqual(Serde.Deserialize(Write(value)), value));

    [Test]
    public void Writing_appends_and_leaves_what_is_there() =>
        Gen.Select(Values, Values).Sample((first, second) =>
        {
            var buffer = new ArrayBufferWriter<byte>();
            Serde.Serialize(first, buffer);
            var length = buffer.WrittenCount;
            Serde.Serialize(second, buffer);
            return AreEqual(Serde.Deserialize(buffer.WrittenSpan[..length]), first)
                && AreEqual(Serde.Deserialize(buffer.WrittenSpan[length..]), second);
        });

    [Test]
    public void Writing_works_into_a_buffer_that_gives_no_more_than_was_asked() =>
        Values.Sample(value =>
        {
            var tight = new TightBuffer();
            Serde.Serialize(value, tight);
            return tight.Written.AsSpan().SequenceEqual(Write(value));
        });

    [Test]
    public void What_was_read_does_not_change_with_the_bytes_it_was_read_from() =>
        Values.Sample(value =>
        {
            var bytes = Write(value);
            var read = Serde.Deserialize(bytes);
            Array.Fill(bytes, (byte)0xAA);
            return AreEqual(read, value);
        });

    [Test]
    public void Byte_order_is_value_order()
    {
        Assume.That(OrderedPairs, Is.Not.Null, "this serde promises no order");

        OrderedPairs!.Sample(pair => Write(pair.Lower).AsSpan().SequenceCompareTo(Write(pair.Upper)) <= 0);
    }

    [Test]
    public void One_instance_serves_many_threads()
    {
        var values = Values.Array[64].Single();
        var bytes = Array.ConvertAll(values, Write);
        var wrong = 0;
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
        {
            var buffer = new ArrayBufferWriter<byte>();
            for (var i = 0; i < 4_000; i++)
            {
                var index = (i * (thread + 1)) % values.Length;
                buffer.ResetWrittenCount();
                Serde.Serialize(values[index], buffer);
                if (!buffer.WrittenSpan.SequenceEqual(bytes[index]) || !AreEqual(Serde.Deserialize(bytes[index]), values[index]))
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        });
        Assert.That(wrong, Is.Zero);
    }

    [Test]
    public void No_bytes_are_a_value_or_a_serde_exception()
    {
        if (TakesEmpty)
        {
            Assert.That(Write(Serde.Deserialize([])), Is.Empty);
        }
        else
        {
            Assert.That(() => Serde.Deserialize([]), Throws.TypeOf<SerdeException>());
        }
    }

    [Test]
    public void Random_bytes_are_a_value_or_a_serde_exception() => Gen.Byte.Array[0, 300].Sample(ReadsOrRefuses);

    [Test]
    public void Damaged_bytes_are_a_value_or_a_serde_exception() =>
        Gen.Select(Values, Gen.Int, Gen.Byte, Gen.Int[0, 3]).Sample((value, at, with, how) => ReadsOrRefuses(Damage(Write(value), at, with, how)));

    protected void ReadsOrRefuses(byte[] bytes)
    {
        while (true)
        {
            try
            {
                Serde.Deserialize(bytes);
                return;
            }
            catch (SerdeException e)
            {
                Assert.That(e.Reason, Does.Match("^[a-z][a-z0-9-]+$"));
                return;
            }
            catch (SerdeNotReadyException e)
            {
                e.Ready.Wait();
            }
        }
    }

    private static byte[] Damage(byte[] bytes, int at, byte with, int how)
    {
        if (bytes.Length == 0)
        {
            return [with];
        }

        var index = (int)((uint)at % bytes.Length);
        switch (how)
        {
            case 0: bytes[index] = with; return bytes;
            case 1: bytes[index] ^= (byte)(1 << (with & 7)); return bytes;
            case 2: return bytes[..index];
            default: return [.. bytes[..index], with, .. bytes[index..]];
        }
    }

    private sealed class TightBuffer : IBufferWriter<byte>
    {
        private readonly List<byte> _written = [];
        private byte[] _handedOut = [];

        public byte[] Written => [.. _written];

        public void Advance(int count) => _written.AddRange(_handedOut[..count]);

        public Memory<byte> GetMemory(int sizeHint = 0) => _handedOut = new byte[Math.Max(1, sizeHint)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
