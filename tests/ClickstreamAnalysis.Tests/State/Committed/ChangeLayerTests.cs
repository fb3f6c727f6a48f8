using System.Text;
using ClickstreamAnalysis.State.Committed;
using CsCheck;

namespace ClickstreamAnalysis.Tests.State.Committed;

/// <summary>The recorded changes of a commit are those that the store wrote.</summary>
public sealed class ChangeLayerTests
{
    [Test]
    public void Find_EveryChange_AndNoOtherKey()
    {
        // Values of up to 100 KiB do not fit into a chunk; a removal has none.
        var value = Gen.Frequency((8, Gen.Byte.Array[0, 40]), (1, Gen.Byte.Array[1_000, 100_000]), (1, Gen.Const((byte[])null!)));
        Gen.Dictionary(Gen.String[Gen.Char.AlphaNumeric, 1, 8], value)[1, 300].Sample(
            changes =>
            {
                var recorder = new ChangeRecorder();
                var writer = recorder.Begin(changelog: null);
                foreach (var (key, bytes) in changes)
                {
                    writer.TryWrite(Encoding.UTF8.GetBytes(key), bytes, bytes is not null);
                }

                var layer = recorder.Seal(1)!;
                foreach (var (key, bytes) in changes)
                {
                    var found = Find(layer, key);
                    Assert.That(found, Is.Not.Null);
                    Assert.That(found!.Value.IsRemoved, Is.EqualTo(bytes is null));
                    Assert.That(found.Value.Bytes.AsSpan().SequenceEqual(bytes), Is.True);
                    Assert.That(Find(layer, key + "-absent"), Is.Null);
                }
            },
            iter: 50);
    }

    [Test]
    public void Seal_KeepsTheChanges_WhenTheNextCommitIsRecorded()
    {
        var recorder = new ChangeRecorder();
        recorder.Begin(changelog: null).TryWrite("ann"u8, "first"u8, hasValue: true);
        var first = recorder.Seal(1)!;
        recorder.Begin(changelog: null).TryWrite("ann"u8, "other"u8, hasValue: true);
        recorder.Seal(2);

        Assert.That(Find(first, "ann")!.Value.Bytes, Is.EqualTo("first"u8.ToArray()));
    }

    private static (byte[] Bytes, bool IsRemoved)? Find(ChangeLayer layer, string key)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        return layer.TryFind(bytes, ChangeIndex.HashOf(bytes), out var value, out var isRemoved) ? (value.ToArray(), isRemoved) : null;
    }
}
