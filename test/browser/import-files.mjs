// The files that an organizer brings in: a member list in two forms, sign-ups by the thousand, and two months of a voter file.
import zlib from 'node:zlib';

const quoted = (cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
export const csv = (rows) => Buffer.from(rows.map((r) => r.map(quoted).join(',')).join('\n') + '\n');

const header = ['Name', 'Native name', 'Chosen name', 'Former name', 'Date of birth', 'Languages spoken', 'Preferred language', 'Address', 'City', 'State', 'Zip', 'Mailing address', 'Mailing city', 'Mailing zip',
  'Mobile', 'Home phone', 'Email', 'Groups', 'Text consent', 'Consent date', 'Shirt size', 'Joined on', 'Row note'];

/** One row of the member list; what is not said is empty. */
const member = (said) => header.map((h) => said[h] ?? '');
const home = (number, zip = '53218') => ({ Address: `${number} N 77th St`, City: 'Banyan Falls', State: 'WI', Zip: zip });

const members = [
  { Name: 'Nguyễn Thị Hoàng Yến', 'Former name': 'Trần Thị Hoàng Yến', 'Date of birth': '3/14/1961', 'Languages spoken': 'Vietnamese, English', 'Preferred language': 'Vietnamese', ...home('7101'), Mobile: '414-555-0181', 'Home phone': '(414) 555-0182',
    Email: 'yen@example.org', Groups: 'elders; leaders', 'Text consent': 'có', 'Consent date': '2/20/2026', 'Shirt size': 'M', 'Joined on': '5/31/2019' },
  { Name: 'Wing Sze Cheung', 'Native name': '張詠詩', 'Chosen name': 'Wendy', 'Languages spoken': 'Cantonese', ...home('7103'), 'Mailing address': 'PO Box 77', 'Mailing city': 'Banyan Falls', 'Mailing zip': '53201', Mobile: '414-555-0183', Groups: 'leaders',
    'Text consent': '不同意', 'Shirt size': 'S', 'Joined on': '1/2/2020' },
  { Name: 'គឹម សុវណ្ណារី', 'Languages spoken': 'Khmer', ...home('7105'), Mobile: '414-555-0184; 414-555-0185', 'Text consent': 'បាទ', 'Shirt size': 'L', 'Joined on': '2/3/2021' },
  { Name: 'زبیدہ ہاشمی', 'Chosen name': 'Zubi', 'Languages spoken': 'Urdu', 'Preferred language': 'Urdu', ...home('7107'), Email: 'zubaida@example.org', 'Text consent': 'نہیں', 'Shirt size': 'M', 'Joined on': '13/3/2022' },
  { Name: 'Pa Kou Her', 'Date of birth': '4/5/2010', 'Languages spoken': 'Hmong', ...home('7109'), Mobile: '414-555-0186', 'Text consent': 'yes', 'Shirt size': 'S' },
  { Name: 'Maria del Carmen Ruiz', 'Languages spoken': 'Spanish', ...home('7111'), Mobile: '414-555-0187', 'Text consent': 'tal vez', 'Shirt size': 'M' },
  { Name: 'Somchai Daeng', 'Languages spoken': 'Thai', ...home('7113'), Email: 'somchai at example.org', 'Shirt size': 'M', 'Row note': 'met at the temple' },
];

/** The list, as it is sent first; `change` may say something else of each row. */
export const memberRows = (change = (m) => m) => [header, ...members.map((m) => member(change({ ...m })))];

/** A list of sign-ups that is long enough to be seen on its way. */
export function signUps(count) {
  const given = ['Mai', 'Kou', 'Pao', 'Linh', 'Sokha', 'Amina', 'Jiwoo', 'Tomás'];
  const rows = [['First name', 'Last name', 'Address', 'City', 'State', 'Zip', 'Email']];
  for (let i = 0; i < count; i++) rows.push([given[i % given.length], `Signup${i}`, `${100 + (i % 900)} W Long Row ${Math.floor(i / 900)}`, 'Banyan Falls', 'WI', '53219', `signup${i}@example.org`]);
  return csv(rows);
}

const voterHeader = ['VoterId', 'CountyCode', 'FirstName', 'MiddleName', 'LastName', 'NameSuffix', 'HouseNumber', 'StreetName', 'UnitType', 'UnitNumber', 'Address2', 'City', 'state', 'ZipCode', 'MailAddress', 'MailCity', 'MailState', 'MailZipCode',
  'PhoneNumber', 'RegistrationDate', 'DOBYear', 'StateMcdCode', 'McdName', 'PrecinctCode', 'PrecinctName', 'WardCode', 'School', 'SchSub', 'Judicial', 'Legislative', 'StateSen'];
const voter = (id, given, family, number, street, county = '62', on = '01/15/2020') => {
  const row = { VoterId: id, CountyCode: county, FirstName: given, LastName: family, HouseNumber: number, StreetName: street, City: 'Saint Paul', state: 'MN', ZipCode: '55103', RegistrationDate: on, DOBYear: '1980', McdName: 'Saint Paul', PrecinctName: 'W-1 P-2', WardCode: '1',
    School: '625', Legislative: '65A', StateSen: '65' };
  return voterHeader.map((h) => row[h] ?? '');
};
const street = 'University Ave W';

/** A month of the voter file: in the second one moved within the county, one into another, one is new and one is gone. */
export const firstMonth = () => csv([voterHeader, voter('9001', 'Yer', 'Moua', '10', street), voter('9002', 'Tou', 'Moua', '10', street), voter('9003', 'Hà', 'Lê', '12', street), voter('9004', 'Bopha', 'Keo', '14', street)]);
export const secondMonth = () =>
  csv([voterHeader, voter('9001', 'Yer', 'Moua', '210', 'Rice St'), voter('9002', 'Tou', 'Moua', '55', 'Lake Dr', '82'), voter('9003', 'Hà', 'Lê', '12', street), voter('9005', 'Farid', 'Khan', '16', street, '62', '03/01/2026')]);

const escape = (s) => s.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const column = (n) => (n < 26 ? '' : String.fromCharCode(64 + Math.floor(n / 26))) + String.fromCharCode(65 + (n % 26));

/** A workbook with one sheet of texts, as the smallest that spreadsheets write. */
export function xlsx(rows) {
  const cells = (row, r) => row.map((cell, c) => (cell ? `<c r="${column(c)}${r + 1}" t="inlineStr"><is><t>${escape(cell)}</t></is></c>` : '')).join('');
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  return zipped({
    '[Content_Types].xml': `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
    '_rels/.rels': `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Members" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `${head}<worksheet xmlns="${main}"><sheetData>${rows.map((row, r) => `<row r="${r + 1}">${cells(row, r)}</row>`).join('')}</sheetData></worksheet>`,
  });
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});
const crc32 = (bytes) => (bytes.reduce((crc, b) => crcTable[(crc ^ b) & 0xff] ^ (crc >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

/** A zip of texts by their names. */
function zipped(files) {
  const parts = [];
  const central = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const raw = Buffer.from(text);
    const packed = zlib.deflateRawSync(raw);
    const fixed = Buffer.alloc(26); // from the version to the length of the name
    fixed.writeUInt16LE(20, 0);
    fixed.writeUInt16LE(8, 4);
    fixed.writeUInt32LE(crc32(raw), 10);
    fixed.writeUInt32LE(packed.length, 14);
    fixed.writeUInt32LE(raw.length, 18);
    fixed.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fixed, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14); // comment, disk, attributes, where the file begins
    rest.writeUInt32LE(at, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fixed, rest, Buffer.from(name)]));
    parts.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, directory, end]);
}
