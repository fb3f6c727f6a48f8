using System.Text;

namespace ClickstreamAnalysis.Tests.Events;

/// <summary>What a serde makes of bytes must be what the general reader makes of them: the same click, or the same reason.</summary>
internal static class SameAnswer
{
    public static void Assert(byte[] bytes, ClickEventSerde serde) => Assert(bytes, serde.Deserialize, serde.DeserializeUnusual);

    public static void Assert(byte[] bytes, Reader serde, Reader general) =>
        NUnit.Framework.Assert.That(Of(serde, bytes), Is.EqualTo(Of(general, bytes)), Encoding.UTF8.GetString(bytes));

    private static object Of(Reader read, byte[] bytes)
    {
        try
        {
            return read(bytes);
        }
        catch (SerdeException e)
        {
            return e.Reason;
        }
    }

    internal delegate ClickEvent Reader(ReadOnlySpan<byte> bytes);
}
