using ClickstreamAnalysis.State;
using ClickstreamAnalysis.State.Rows;
using ClickstreamAnalysis.State.Tables;
using CsCheck;

namespace ClickstreamAnalysis.Tests.State;

/// <summary>The bytes on disk and in changelog topics. A change here is a change of the state format.</summary>
public sealed class KeySchemaTests
{
    // A schema belongs to one store, so to one thread; samples run on several.
    private static WindowKeySchema<string> Windows => new(Serdes.Utf8);

    private static SessionKeySchema<string> Sessions => new(Serdes.Utf8);

    [Test]
    public void WindowKey_Bytes_ArePinned() =>
        Assert.That(
            Hex(Windows, new WindowKey<string>("ann", 258)),
            Is.EqualTo("00000003" + "616E6E" + "8000000000000102"));

    [Test]
    public void SessionKey_Bytes_ArePinned() =>
        Assert.That(
            Hex(Sessions, new SessionKey<string>("ann", new SessionWindow(-1, 258))),
            Is.EqualTo("00000003" + "616E6E" + "8000000000000102" + "7FFFFFFFFFFFFFFF"));

    [Test]
    public void ExpiringTable_Bytes_ArePinned()
    {
        var changelog = new CapturedChangelog();
        using var backend = new MemoryBackend();
        var table = new ExpiringTable<string, long>("t", Serdes.Utf8, Serdes.Int64, new StoreContext(backend.Database, 0x01020304));
        table.Add("ann", 7, 258);
        table.Commit(backend.Database, changelog);

        Assert.That(Rows(backend, "t:rows"), Is.EqualTo(["01020304616E6E=000000000000010200000000000001020000000000000007"]));
        Assert.That(Rows(backend, "t:due"), Is.EqualTo(["010203048000000000000102616E6E="]));
        Assert.That(Convert.ToHexString(changelog.Records[0].Key), Is.EqualTo("616E6E"));
        Assert.That(Convert.ToHexString(changelog.Records[0].Value!), Is.EqualTo("000000000000010200000000000001020000000000000007"));
    }

    [Test]
    public void WindowKey_AnyKeyAndTime_ComesBackAndByteOrderIsTimeOrder() =>
        Gen.Select(Gen.String, Gen.Long, Gen.Long).Where((key, _, _) => IsText(key)).Sample((key, a, b) =>
        {
            var first = Bytes(Windows, new WindowKey<string>(key, a));
            var second = Bytes(Windows, new WindowKey<string>(key, b));
            var back = Windows.Deserialize(first);
            return back.Key == key && back.StartMs == a && Math.Sign(first.AsSpan().SequenceCompareTo(second)) == a.CompareTo(b);
        });

    [Test]
    public void SessionKey_AnyKeyAndTimes_ComeBackAndByteOrderIsTheOrderOfEnds() =>
        Gen.Select(Gen.String, Gen.Long, Gen.Long, Gen.Long).Where((key, _, _, _) => IsText(key)).Sample((key, a, b, c) =>
        {
            var window = new SessionWindow(Math.Min(a, b), Math.Max(a, b));
            var later = new SessionWindow(Math.Min(a, c), Math.Max(a, c));
            var first = Bytes(Sessions, new SessionKey<string>(key, window));
            var second = Bytes(Sessions, new SessionKey<string>(key, later));
            var back = Sessions.Deserialize(first);
            var order = (window.EndMs, window.StartMs).CompareTo((later.EndMs, later.StartMs));
            return back.Key == key && back.Session == window && Math.Sign(first.AsSpan().SequenceCompareTo(second)) == order;
        });

    [TestCase(long.MinValue)]
    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(long.MaxValue)]
    public void SessionKey_SearchBounds_EncloseExactlyTheKey(long endMs)
    {
        var first = Sessions.FirstEndingAt("ann", endMs);
        var after = Sessions.AfterLast("ann");
        var key = Bytes(Sessions, new SessionKey<string>("ann", new SessionWindow(long.MinValue, endMs)));

        Assert.That(first.AsSpan().SequenceCompareTo(key), Is.LessThanOrEqualTo(0));
        Assert.That(key.AsSpan().SequenceCompareTo(after), Is.LessThan(0));
        Assert.That(Bytes(Sessions, new SessionKey<string>("anna", new SessionWindow(0, 0))).AsSpan().SequenceCompareTo(after), Is.GreaterThan(0));
        Assert.That(Bytes(Sessions, new SessionKey<string>("an", new SessionWindow(0, 0))).AsSpan().SequenceCompareTo(first), Is.LessThan(0));
    }

    private static bool IsText(string key)
    {
        for (var i = 0; i < key.Length; i++)
        {
            if (char.IsSurrogate(key[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static string Hex<T>(ISerde<T> serde, T value) => Convert.ToHexString(Bytes(serde, value));

    private static byte[] Bytes<T>(ISerde<T> serde, T value)
    {
        var buffer = new RowBuffer();
        serde.Serialize(value, buffer);
        return buffer.Written.ToArray();
    }

    private static List<string> Rows(MemoryBackend backend, string table)
    {
        using var cursor = backend.Database.OpenTable(table).Scan([], []);
        var rows = new List<string>();
        while (cursor.MoveNext())
        {
            rows.Add($"{Convert.ToHexString(cursor.Key)}={Convert.ToHexString(cursor.Value)}");
        }

        return rows;
    }
}
