using System.IO.Compression;
using System.Text;
using CsCheck;
using ShopAnalytics.Feeding;
using ShopAnalytics.Replay;

namespace ClickstreamAnalysis.Tests.Samples;

[TestFixture]
public sealed class CsvReplayTests
{
    private const string ShopHeader = "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n";

    private string _path = "";

    [SetUp]
    public void MakeFile() => _path = Path.GetTempFileName();

    [TearDown]
    public void DeleteFile() => File.Delete(_path);

    [Test]
    public void TryRead_ShopRow_IsAClickWithAProductPage()
    {
        var read = Read(ShopHeader + "2019-10-01 00:00:01 UTC,view,44600062,21038,appliances.kitchen,shiseido,35.79,541312140,72d76fde\n");
        Assert.That(Click(read.Single()), Is.EqualTo(new ClickEvent
        {
            User = "541312140",
            Name = "view",
            TimestampMs = 1_569_888_001_000,
            Page = "/product/44600062",
            Properties = ClickProperties.Parse(
                """{"product":"44600062","category":"appliances.kitchen","brand":"shiseido","price":35.79,"session":"72d76fde"}"""u8),
        }));
        Assert.That(read[0].Key, Is.EqualTo("541312140"));
        Assert.That(read[0].TimestampMs, Is.EqualTo(1_569_888_001_000));
    }

    [Test]
    public void TryRead_PageRow_IsAViewOfTheUrl()
    {
        var read = Read("uuid,timestamp,url\n47dc,2014-01-07T00:00:15,https://www.nasa.gov/a?b=c&d\n");
        Assert.That(Click(read.Single()), Is.EqualTo(new ClickEvent
        {
            User = "47dc",
            Name = "view",
            TimestampMs = 1_389_052_815_000,
            Page = "https://www.nasa.gov/a?b=c&d",
        }));
    }

    [Test]
    public void TryRead_ColumnsInAnotherOrder_AreFoundByName()
    {
        var read = Read("user_id,event_type,event_time\nu,cart,2019-10-01 00:00:01 UTC\n");
        Assert.That(Click(read.Single()), Is.EqualTo(new ClickEvent { User = "u", Name = "cart", TimestampMs = 1_569_888_001_000 }));
    }

    [Test]
    public void TryRead_BadRows_GoIntoTheLogAsTheyAreAndLeaveTheirNeighboursAlone()
    {
        const string good = "2019-10-01 00:00:00 UTC,view,1,2,c,b,3,u,s";
        string[] bad = ["complete nonsense", "2019-10-01 00:00:00 UTC,view,1,2", "a,b,c,d,e,f,g,h,i,j", "2019-10-01 00:00:00 UTC,\"view,1,2,c,b,3,u,s", "#comment,1"];
        var read = Read(ShopHeader + string.Concat(bad.Select(line => $"{good}\n{line}\n")) + good);
        Assert.That(read, Has.Length.EqualTo(11));
        Assert.That(read.Where((_, i) => i % 2 == 1).Select(r => Encoding.UTF8.GetString(r.Value)), Is.EqualTo(bad));
        Assert.That(read.Where((_, i) => i % 2 == 0).Select(r => Click(r).User), Is.All.EqualTo("u"));
        Assert.That(read[1].Key, Is.EqualTo("record-2"));
        Assert.That(read[1].TimestampMs, Is.EqualTo(1_569_888_000_000));
    }

    [Test]
    public void TryRead_RecordThatNoBrokerTakes_IsCutAndNoClick()
    {
        var read = Read("uuid,timestamp,url\n" + new string('u', 1_500_000) + ",2014-01-07T00:00:15,x\nb,2014-01-07T00:00:16,u\n");
        Assert.That(read, Has.Length.EqualTo(2));
        Assert.That(read[0].Value.Length, Is.EqualTo(256 * 1024));
        Assert.That(() => Click(read[0]), Throws.TypeOf<SerdeException>());
        Assert.That(read[0].Key, Is.EqualTo("record-1"));
    }

    [Test]
    public void TryRead_QuotedTextOverLines_IsOneRecord()
    {
        var read = Read("uuid,timestamp,url\na,2014-01-07T00:00:15,\"x\ny\"\"\r\n\r\nz\"\nb,2014-01-07T00:00:16,u\n");
        Assert.That(read.Select(r => r.Key), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(Click(read[0]).Page, Is.EqualTo("x\ny\"\n\nz"));
    }

    [Test]
    public void TryRead_QuoteThatIsNeverClosed_CostsItsOwnLineOnly()
    {
        var rows = Enumerable.Range(0, 500).Select(i => i % 100 == 50 ? $"u{i},2014-01-07T00:00:16,\"x" : $"u{i},2014-01-07T00:00:16,\"a,b\"").ToArray();
        var read = Read("uuid,timestamp,url\n" + string.Join('\n', rows));
        Assert.That(read, Has.Length.EqualTo(500));
        Assert.That(read.Where((_, i) => i % 100 == 50).Select(r => Encoding.UTF8.GetString(r.Value)), Is.EqualTo(rows.Where((_, i) => i % 100 == 50)));
        Assert.That(read.Where((_, i) => i % 100 != 50).Select(r => Click(r).Page), Is.All.EqualTo("a,b"));
    }

    [TestCase("2019-10-01 00:00:00 UTC,view,1,2,c,b,3,,s", "missing-user")]
    [TestCase("2019-10-01 00:00:00 UTC,,1,2,c,b,3,u,s", "missing-event")]
    [TestCase(",view,1,2,c,b,3,u,s", "missing-time")]
    [TestCase("2019-13-01 00:00:00 UTC,view,1,2,c,b,3,u,s", "invalid-time")]
    [TestCase("1950-01-01 00:00:00 UTC,view,1,2,c,b,3,u,s", "invalid-time")]
    public void TryRead_RowWithABadField_ReachesTheLogForTheEngineToRefuse(string line, string reason)
    {
        var read = Read(ShopHeader + line);
        Assert.That(() => Click(read.Single()), Throws.TypeOf<SerdeException>().With.Property(nameof(SerdeException.Reason)).EqualTo(reason));
    }

    [Test]
    public void TryRead_InvalidUtf8_ReachesTheLogByteForByte()
    {
        byte[] line = [.. "2019-10-01 00:00:00 UTC,view,1,2,c,"u8, 0xFF, 0xFE, .. ",3,u,s"u8];
        var read = Read([.. Encoding.UTF8.GetBytes(ShopHeader), .. line]);
        Assert.That(read.Single().Value, Is.EqualTo(line));
    }

    [TestCase("\u007F")]
    [TestCase("\u007F\u007F")]
    [TestCase("a\u007Fb")]
    [TestCase("\0")]
    public void TryRead_ControlCharacter_IsTextLikeAnyOther(string text)
    {
        var read = Read($"uuid,timestamp,url\n{text},2014-01-07T00:00:15,{text}x\n{text}\nb,2014-01-07T00:00:16,{text}\n");
        Assert.That(read.Select(r => r.Key), Is.EqualTo(new[] { text, "record-2", "b" }));
        Assert.That(Click(read[0]).Page, Is.EqualTo(text + "x"));
        Assert.That(Encoding.UTF8.GetString(read[1].Value), Is.EqualTo(text));
        Assert.That(Click(read[2]).Page, Is.EqualTo(text));
    }

    [Test]
    public void TryRead_ByteOrderMarkBeforeAQuote_IsNoPartOfTheName()
    {
        var read = Read("\uFEFF\"uuid\",timestamp,url\rb,2014-01-07T00:00:16,u\r\n");
        Assert.That(read.Single().Key, Is.EqualTo("b"));
    }

    [Test]
    public void TryRead_ByteOrderMarkAndEveryNameQuoted_IsRead()
    {
        var read = Read("\uFEFF\"event_time\",\"event_type\",\"user_id\"\r\n\"2019-10-01 00:00:01 UTC\",\"cart\",\"u\"\r\n");
        Assert.That(Click(read.Single()), Is.EqualTo(new ClickEvent { User = "u", Name = "cart", TimestampMs = 1_569_888_001_000 }));
    }

    [Test]
    public void ReadNames_ByteOrderMarkThatArrivesInParts_IsSkipped([Values("uuid,timestamp,url\n", "\n", "")] string text)
    {
        using var records = new CsvRecords(new OneByteStream([.. "\uFEFF"u8, .. Encoding.UTF8.GetBytes(text)]), "test");
        Assert.That(records.ReadNames(), Is.EqualTo(text.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries)));
    }

    [TestCase("2019-10-01T02:00:01+0200")]
    [TestCase("2019-10-01 00:00:01 +00:00")]
    [TestCase("2019-10-01 00:00:01 Z")]
    [TestCase("20191001T000001Z")]
    [TestCase("\"2019-10-01T00:00:01,000Z\"")]
    [TestCase("2019-10-01T00:00:01.000000000Z")]
    [TestCase(" 2019-10-01 00:00:01.0 UTC ")]
    public void TryRead_TimeInAnyForm_IsUnderstood(string time)
    {
        var read = Read($"event_time,event_type,user_id\n{time},view,u\n").Single();
        Assert.That(Click(read).TimestampMs, Is.EqualTo(1_569_888_001_000));
        Assert.That(read.TimestampMs, Is.EqualTo(1_569_888_001_000));
    }

    [TestCase("-4.50", -4.5)]
    [TestCase("+4.50", 4.5)]
    public void TryRead_PriceWithASign_IsANumber(string price, double expected)
    {
        var read = Read($"event_time,event_type,user_id,price\n2019-10-01 00:00:01,refund,u,{price}\n").Single();
        Assert.That(Click(read).Properties.TryGetNumber("price", out var number), Is.True);
        Assert.That(number, Is.EqualTo(expected));
    }

    [TestCase("utf-16", true)]
    [TestCase("utf-16", false)]
    [TestCase("utf-16BE", true)]
    [TestCase("utf-16BE", false)]
    public void Constructor_Utf16_IsNamed(string name, bool hasMark)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] mark = hasMark ? encoding.GetPreamble() : [];
        File.WriteAllBytes(_path, [.. mark, .. encoding.GetBytes(ShopHeader)]);
        Assert.That(() => Open(), Throws.TypeOf<ReplayException>().With.Message.Contains("UTF-16").And.Message.Contains("UTF-8"));
    }

    [Test]
    public void TryRead_QuotedAndForeignText_IsUnderstood()
    {
        var read = Read("\uFEFF" + ShopHeader.Replace("\n", "\r\n") + "2019-10-01 00:00:00 UTC,view,1,2,\"шторы, \"\"x\"\"\",b,3,üser,s\r\n\r\n");
        var click = Click(read.Single());
        Assert.That(click.User, Is.EqualTo("üser"));
        Assert.That(click.Properties.TryGetString("category", out var category), Is.True);
        Assert.That(category, Is.EqualTo("шторы, \"x\""));
    }

    [Test]
    public void TryRead_CompressedFile_IsTheSameAsThePlainOne()
    {
        var text = ShopHeader + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"2019-10-01 00:{i / 60 % 60:00}:{i % 60:00} UTC,view,{i},2,c,b,3,u{i},s\n"));
        var plain = Read(text);
        using (var gzip = new GZipStream(File.Create(_path), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        var compressed = ReadAll(Open());
        Assert.That(compressed.Select(r => r.Key), Is.EqualTo(plain.Select(r => r.Key)));
        Assert.That(plain.Select(r => r.Key), Is.EqualTo(Enumerable.Range(0, 5_000).Select(i => $"u{i}")));
    }

    [Test]
    public void Resume_AnyRecord_GoesOnBehindIt()
    {
        File.WriteAllText(_path, ShopHeader + string.Concat(Enumerable.Range(0, 50).Select(i => i % 7 == 3 ? "\nbad\n" : i % 7 == 5 ? $"2019-10-01 00:00:{i:00} UTC,view,{i},2,\"c\nd\",b,3,u{i},s\n" : i % 17 == 4 ? "a,\"b\n" : $"2019-10-01 00:00:{i:00} UTC,view,{i},2,c,b,3,u{i},s\n")));
        var all = ReadAll(Open());
        Gen.Int[0, all.Length - 1].Sample(at =>
        {
            var rest = ReadAll(Open(), all[at].Progress);
            return rest.Select(r => (r.Key, r.TimestampMs, r.Progress)).SequenceEqual(all[(at + 1)..].Select(r => (r.Key, r.TimestampMs, r.Progress)));
        });
    }

    [Test]
    public void TryRead_WithSpeed_IsDueThatMuchFasterThanItHappened()
    {
        File.WriteAllText(_path, ShopHeader + "2019-10-01 00:00:00 UTC,view,1,2,c,b,3,u,s\n2019-10-01 00:01:00 UTC,view,1,2,c,b,3,u,s\n2019-10-01 00:00:30 UTC,view,1,2,c,b,3,u,s\n");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var read = ReadAll(Open(speed: 60));
        Assert.That(read.Select(r => r.DueMs - read[0].DueMs), Is.EqualTo(new[] { 0, 1_000, 1_000 }));
        Assert.That(read[0].DueMs, Is.GreaterThanOrEqualTo(now));
    }

    [Test]
    public void TryRead_TimeInTheFuture_IsInTheValueButNotInTheTimestampThatABrokerWouldRefuse()
    {
        var read = Read(ShopHeader + "2999-10-01 00:00:00 UTC,view,1,2,c,b,3,u,s");
        Assert.That(Click(read.Single()).Time.Year, Is.EqualTo(2999));
        Assert.That(read[0].TimestampMs, Is.LessThan(new DateTimeOffset(2900, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds()));
    }

    [TestCase("", "no first line")]
    [TestCase("a,b,c\n1,2,3\n", "must name the columns")]
    public void Constructor_OtherFile_SaysWhatIsMissing(string text, string expected)
    {
        File.WriteAllText(_path, text);
        Assert.That(() => Open(), Throws.TypeOf<ReplayException>().With.Message.Contains(expected).And.Message.Contains(_path));
    }

    [Test]
    public void TryRead_TruncatedArchive_SaysAfterWhichRecord()
    {
        using (var gzip = new GZipStream(File.Create(_path), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(ShopHeader + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"2019-10-01 00:00:00 UTC,view,{i},2,c,b,3,u{i * 7919 % 20_011},s\n"))));
        }

        var whole = File.ReadAllBytes(_path);
        File.WriteAllBytes(_path, whole[..(whole.Length / 2)]);
        Assert.That(() => ReadAll(Open()), Throws.TypeOf<ReplayException>().With.Message.Contains("after record"));
    }

    private static ClickEvent Click(Fed fed) => ClickEvent.Serde.Deserialize(fed.Value);

    private static Fed[] ReadAll(CsvReplay replay, FeedProgress? after = null)
    {
        using (replay)
        {
            replay.Resume(after);
            var record = new FeedRecord();
            var read = new List<Fed>();
            while (replay.TryRead(record))
            {
                read.Add(new Fed(
                    Encoding.UTF8.GetString(record.Key.WrittenSpan), record.Value.WrittenSpan.ToArray(), record.TimestampMs, record.DueMs, record.Progress));
            }

            return [.. read];
        }
    }

    private Fed[] Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private Fed[] Read(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        return ReadAll(Open());
    }

    private CsvReplay Open(double? speed = null) => new(new FileInfo(_path), speed, TimeProvider.System);

    private sealed class OneByteStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));
    }

    private sealed record Fed(string Key, byte[] Value, long TimestampMs, long DueMs, FeedProgress Progress);
}
