filedesc://crawl.arc 0.0.0.0 20060101000000 text/plain 75
1 0 Archive
URL IP-address Archive-date Content-type Archive-length

http://www.summit-americas.org/sisca/dem.html 1.2.3.4 20060101000000 text/html 161
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8
Content-Length: 82

<html><p>MANDATES</p><ol><li>Mend a roof. (Plan of Action Miami, 1994)</ol></html>
