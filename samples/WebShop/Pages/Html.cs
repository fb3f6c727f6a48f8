using System.Net;

namespace WebShop.Pages;

/// <summary>The frame of all pages.</summary>
internal static class Html
{
    /// <summary>A page. The script in its head sends the clicks.</summary>
    public static IResult Page(string title, string body) => Results.Content(
        $$"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>{{Encode(title)}} · Tea shop</title>
          <style>body { font: 1.1rem/1.5 system-ui; max-width: 40rem; margin: auto; padding: 1rem } nav a { margin-right: 1rem }</style>
          <script src="/clicks/script.js"></script>
        </head>
        <body>
          <nav><a href="/">Tea shop</a><a href="/cart">Cart</a></nav>
          <main><h1>{{Encode(title)}}</h1>{{body}}</main>
        </body>
        </html>
        """,
        "text/html; charset=utf-8");

    public static string Links(IEnumerable<Product> products) => $"<ul>{string.Concat(products.Select(product =>
        $"""<li><a href="/products/{product.Id}">{Encode(product.Name)}</a> {Price(product.Price)}</li>"""))}</ul>";

    public static string Button(string address, string text) => $"""<form method="post" action="{address}"><button>{Encode(text)}</button></form>""";

    public static string Price(decimal price) => price.ToString("€ 0.00", System.Globalization.CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
