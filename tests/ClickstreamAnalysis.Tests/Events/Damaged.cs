using System.Text;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Events;

/// <summary>Reads records of which bytes were changed and the end was cut off: each is a click, or bad with a reason.</summary>
internal static class Damaged
{
    public static void Read(ISerde<ClickEvent> serde, string record)
    {
        var whole = Encoding.UTF8.GetBytes(record);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length]).Sample(
            damage =>
            {
                var bytes = whole.ToArray();
                bytes[damage.Item1] = damage.Item2;
                try
                {
                    serde.Deserialize(bytes.AsSpan(0, damage.Item3));
                }
                catch (SerdeException)
                {
                    // A bad record.
                }
            },
            iter: 10_000);
    }

    /// <summary>Asserts that a click whose texts were read before is read without an allocation.</summary>
    public static void AssertAllocatesNothing(ISerde<ClickEvent> serde, string record)
    {
        var bytes = Encoding.UTF8.GetBytes(record);
        for (var i = 0; i < 3; i++)
        {
            serde.Deserialize(bytes);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            serde.Deserialize(bytes);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000));
    }
}
